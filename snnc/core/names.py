"""Names: what users may call things, and what those names become in Verilog."""

from __future__ import annotations

import re

_LEGAL = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}\Z")

#: Reserved words of Verilog-2005 and SystemVerilog (IEEE 1364-2005, 1800-2017).
_KEYWORDS = frozenset(
    """accept_on alias always always_comb always_ff always_latch and assert assign assume automatic before begin
    bind bins binsof bit break buf bufif0 bufif1 byte case casex casez cell chandle checker class clocking
    cmos config const constraint context continue cover covergroup coverpoint cross deassign default defparam
    design disable dist do edge else end endcase endchecker endclass endclocking endconfig endfunction
    endgenerate endgroup endinterface endmodule endpackage endprimitive endprogram endproperty endsequence
    endspecify endtable endtask enum event eventually expect export extends extern final first_match for
    force foreach forever fork forkjoin function generate genvar global highz0 highz1 if iff ifnone
    ignore_bins illegal_bins implements implies import incdir include initial inout input inside instance int
    integer interconnect interface intersect join join_any join_none large let liblist library local
    localparam logic longint macromodule matches medium modport module nand negedge nettype new nexttime nmos
    nor noshowcancelled not notif0 notif1 null or output package packed parameter pmos posedge primitive
    priority program property protected pull0 pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent
    pure rand randc randcase randsequence rcmos real realtime ref reg reject_on release repeat restrict
    return rnmos rpmos rtran rtranif0 rtranif1 s_always s_eventually s_nexttime s_until s_until_with scalared
    sequence shortint shortreal showcancelled signed small soft solve specify specparam static string strong
    strong0 strong1 struct super supply0 supply1 sync_accept_on sync_reject_on table tagged task this
    throughout time timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type
    typedef union unique unique0 unsigned until until_with untyped use uwire var vectored virtual void wait
    wait_order wand weak weak0 weak1 while wildcard wire with within wor xnor xor""".split()
)

#: Names the generated top level uses for itself.
_RESERVED = frozenset({"clk", "rst"})

#: Modules of ``hw/rtl``: a network may not take their names.
LIBRARY_MODULES = frozenset(
    """event_serialiser gather_sequencer lane_accumulator packet_delay packet_merge rom route_filter router_tap
    row_fetch sdp_ram skid_buffer spike_router stream_fifo stream_fork sweep_sequencer word_tags""".split()
)


def illegal_name_reason(name: str) -> str | None:
    """Why ``name`` cannot name a part of a network; None when it can."""
    if not _LEGAL.match(name):
        return "a name is a letter followed by up to 62 letters, digits or underscores"
    if "__" in name or name.endswith("_"):
        return "a double or trailing underscore is reserved for generated names"
    if name.lower() in _KEYWORDS:
        return "it is a reserved word of Verilog"
    if name.lower() in LIBRARY_MODULES:
        return "it is the name of a module that every design contains"
    if name.lower() in _RESERVED:
        return "snnc uses it for a port of the top level"
    return None
