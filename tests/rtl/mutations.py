"""Mutants of ``hw/rtl``, the modules of a core excepted: see ``mutants.py``."""

from __future__ import annotations

#: By module: name, number of the case, text, and what it becomes.
MUTATIONS: dict[str, list[tuple[str, int, str, str]]] = {
    "rom": [
        (
            "output register forgets en",
            0,
            "if (en) begin\n                        out_q <= read",
            "begin\n                        out_q <= read",
        ),
        (
            "chain forgets en",
            3,
            "if (en) begin\n                        out_q <= {",
            "begin\n                        out_q <= {",
        ),
        ("chain left out", 4, "if (LATENCY > 2)", "if (LATENCY > 4)"),
        ("chain one too short", 4, "out_q[(LATENCY-2)*WIDTH +: WIDTH]", "out_q[(LATENCY-3)*WIDTH +: WIDTH]"),
        (
            "block forgets en",
            5,
            """                if (en) begin
                    read_q <= mem[addr];
                end
            end
            assign read = read_q;
        end else begin""",
            """                read_q <= mem[addr];
            end
            assign read = read_q;
        end else begin""",
        ),
        (
            "logic forgets en",
            2,
            """                if (en) begin
                    read_q <= mem[addr];
                end
            end
            assign read = read_q;
        end
""",
            """                begin
                    read_q <= mem[addr];
                end
            end
            assign read = read_q;
        end
""",
        ),
        ("output register left out", 0, "if (LATENCY > 1)", "if (LATENCY > 2)"),
    ],
    "sdp_ram": [
        ("read forgets re", 0, "if (re) begin", "begin"),
        ("last word not written", 2, "if (we) begin", "if (we && waddr != DEPTH - 1) begin"),
    ],
    "skid_buffer": [
        ("spare lost", 0, "main_q        <= spare_valid_q ? spare_q : in;", "main_q        <= in;"),
        ("user lost", 1, "{s_tuser, s_tkeep,", "{1'b0, s_tkeep,"),
        ("half throughput", 0, "s_tready = !spare_valid_q", "s_tready = !spare_valid_q && !main_valid_q"),
        (
            "spare kept by reset",
            1,
            "            main_valid_q  <= 1'b0;\n            spare_valid_q <= 1'b0;",
            "            main_valid_q  <= 1'b0;",
        ),
    ],
    "stream_fifo": [
        ("one place too many", 4, "count_q != FULL", "count_q != FULL + ONE"),
        ("one place too few", 3, "count_q != FULL", "count_q < FULL - ONE"),
        ("wraps too late", 3, "TOP  = DEPTH - 1", "TOP  = DEPTH"),
        ("output overwritten", 1, "(!valid_q || m_tready)", "1'b1"),
        ("output must be empty", 1, "(!valid_q || m_tready)", "!valid_q"),
        ("keep lost", 1, "s_tuser, s_tkeep, s_tlast", "s_tuser, 1'b1, s_tlast"),
        ("read pointer kept by reset", 4, "            read_q  <= ZERO;\n", ""),
    ],
    "stream_fork": [
        ("MASK ignored", 2, "{SINKS{s_tvalid}} & MASK & ~done_q", "{SINKS{s_tvalid}} & ~done_q"),
        ("waits for masked sinks", 2, "done_q | m_tready | ~MASK", "done_q | m_tready"),
        ("beat given twice", 1, "MASK & ~done_q;", "MASK;"),
        ("done without a beat", 1, "if (s_tvalid) begin", "begin"),
        (
            "done kept by reset",
            1,
            "        if (rst) begin\n            done_q <= {SINKS{1'b0}};\n        end\n",
            "        if (rst && done_q[0] === 1'bx) done_q <= {SINKS{1'b0}};\n",
        ),
    ],
    "route_filter": [
        ("last id left out", 2, "above <= SPAN", "above < SPAN"),
        ("first id left out", 1, "BOTTOM = FIRST[r*32 +: 32];", "BOTTOM = FIRST[r*32 +: 32] + 1;"),
        ("keep ignored", 0, "admit = s_tkeep && hit", "admit = hit"),
        ("closing beat lost", 1, "pass  = admit || s_tlast", "pass  = admit"),
        ("dropped beat blocks", 1, "m_tready || !pass", "m_tready"),
        ("ids of the last range only", 2, "g_range[r-1].sum | mask", "mask"),
        ("payload lost", 1, "{s_tdata[PAYLOAD+S_ID-1:S_ID], routed", "{{PAYLOAD{1'b0}}, routed"),
    ],
    "packet_delay": [
        (
            "not armed again",
            1,
            "silent_q <= START;\n        end\n        if",
            "silent_q <= NONE;\n        end\n        if",
        ),
        ("armed by every packet", 0, "s_tlast && s_tuser)", "s_tlast)"),
        ("armed before it is taken", 1, "s_tvalid && m_tready && s_tlast", "s_tvalid && s_tlast"),
        ("passes while silent", 1, "m_tready && !insert", "m_tready"),
        ("one silent packet too few", 2, "START = COUNT[COUNT_WIDTH-1:0];", "START = COUNT[COUNT_WIDTH-1:0] - 1;"),
        ("silent packet with user", 1, "s_tuser && !insert", "s_tuser"),
        ("silent packet with event", 1, "s_tkeep && !insert", "s_tkeep"),
    ],
    "packet_merge": [
        ("only delayed links end samples", 2, "{SOURCES{1'b1}} << DELAYED", "~({SOURCES{1'b1}} << DELAYED)"),
        ("nothing dropped", 2, "ends && DELAYED != 0", "1'b0"),
        ("one delayed link dropped", 4, "DELAYED > 0 ? DELAYED - 1 : 0", "0"),
        ("drops one packet only", 2, "if (user) begin", "begin"),
        ("user of the last only", 1, "user_q <= turn_q == FINAL ? 1'b0 : ends", "user_q <= 1'b0"),
        ("user never cleared", 1, "turn_q == FINAL ? 1'b0 : ends", "ends"),
        ("null beats pass", 1, "(keep || close)", "1'b1"),
        ("dropped packets pass", 2, "!drop_q && (keep", "(keep"),
        ("serves only one source", 3, "turn_q <= turn_q == FINAL ? FIRST", "turn_q <= turn_q == FIRST ? FIRST"),
    ],
    "router_tap": [
        ("delay left out", 1, "if (DELAY > 0)", "if (DELAY > 1)"),
        ("queue of another depth", 1, ".DEPTH      (DEPTH),", ".DEPTH      (DEPTH - 1),"),
    ],
    "spike_router": [
        ("range of another tap", 2, "RANGE_OFFSET[RANGE*32", "RANGE_OFFSET[0*32"),
        ("delay of another tap", 3, "TAP_DELAY[i*32", "TAP_DELAY[0*32"),
        ("all taps from all sources", 2, "taps_of[k] = TAP_SOURCE[k*32 +: 32] == source", "taps_of[k] = 1'b1"),
        ("no delayed taps", 3, ".DELAYED     (DELAYED)", ".DELAYED     (0)"),
    ],
}
