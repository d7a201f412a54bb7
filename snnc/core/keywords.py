"""Reserved words of the languages that tools may take a Verilog file for."""

from __future__ import annotations

#: Verilog-2005 and SystemVerilog (IEEE 1364-2005, annex B; IEEE 1800-2017, annex B).
VERILOG = frozenset(
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

#: Words that Verilog-AMS has beyond those (Accellera, Verilog-AMS 2.4, annex B), and those that
#: Icarus Verilog reserves in every mode.
VERILOG_AMS = frozenset(
    """above abs absdelay absdelta abstol ac_stim access acos acosh aliasparam analog analysis asin asinh atan
    atan2 atanh bool branch ceil connect connectmodule connectrules continuous cos cosh ddt ddt_nature ddx
    discipline discrete domain driver_update endconnectmodule endconnectrules enddiscipline endnature
    endparamset exclude exp final_step flicker_noise floor flow from ground hypot idt idt_nature idtmod inf
    initial_step laplace_nd laplace_np laplace_zd laplace_zp last_crossing limexp ln log max merged min nature
    net_resolution noise_table noise_table_log paramset potential pow resolveto sin sinh slew split sqrt tan
    tanh timer transition units white_noise wone wreal zi_nd zi_np zi_zd zi_zp""".split()
)
