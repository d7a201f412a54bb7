"""Mutants of the gather engine of ``hw/rtl/core`` and its rows: see ``mutants.py``."""

from __future__ import annotations

#: By module: name, number of the case, text, and what it becomes.
MUTATIONS: dict[str, list[tuple[str, int, str, str]]] = {
    "row_fetch": [
        ("null beat has a row", 0, "next_event = s_tkeep;", "next_event = 1'b1;"),
        ("null beat has a row of the table", 3, "read_keep_q && next_length", "next_length"),
        ("empty row has words", 3, "read_keep_q && next_length != EMPTY", "read_keep_q"),
        ("START ignored", 1, "START_BITS[WORD_WIDTH-1:0]", "0"),
        ("BASE ignored", 2, "next_base = FIRST + skipped[", "next_base = skipped["),
        ("BASE ignored by wide addresses", 1, "FIRST + {{(ADDR", "{{(ADDR"),
        ("bubble between rows", 0, "!valid_q || row_take", "!valid_q"),
        ("bubble between reads", 3, "!read_valid_q || free", "!read_valid_q"),
        ("read overwritten", 3, "s_tready   = !read_valid_q || free", "s_tready   = 1'b1"),
        ("table read without a beat", 3, ".en   (accept)", ".en   (1'b1)"),
        ("row overwritten", 4, "if (free) begin\n                    start_q", "begin\n                    start_q"),
        (
            "read kept by reset",
            3,
            "if (rst) begin\n                    read_valid_q <= 1'b0;",
            "if (rst && read_valid_q === 1'bx) begin\n                    read_valid_q <= 1'b0;",
        ),
    ],
    "gather_sequencer": [
        ("row too long", 0, "left_q  <= row_length - LENGTH_1", "left_q  <= row_length"),
        ("bubble between rows", 0, "(!valid_q || final_word)", "!valid_q"),
        ("row overwritten", 0, "(!valid_q || final_word)", "1'b1"),
        ("takes rows before it is ready", 0, "row_valid && ready && unswept_q", "row_valid && unswept_q"),
        ("a bank too many", 0, "BANKS == 2 ? 2'd2 : 2'd1", "BANKS == 2 ? 2'd3 : 2'd2"),
        ("a bank too few", 6, "BANKS == 2 ? 2'd2 : 2'd1", "2'd1"),
        ("bank never given back", 4, "closes ? unswept_q + 2'd1 : unswept_q - 2'd1", "unswept_q + 2'd1"),
        ("swept beside a closing row", 0, "if (closes != swept) begin", "if (closes || swept) begin"),
        ("one bank for all steps", 6, "if (closes && BANKS == 2)", "if (closes && BANKS == 3)"),
        ("two banks where there is one", 2, "if (closes && BANKS == 2)", "if (closes && BANKS == 1)"),
        ("bank of the next step", 0, "bank_q  <= next_bank_q;", "bank_q  <= next_bank_q ^ row_last;"),
        ("offset ignored", 6, "locate_word_q + locate_offset", "locate_word_q"),
        ("offset and place", 8, "if (INDEXED == 0) begin", "if (INDEXED != 2) begin"),
        ("never recent", 4, "recent_q <= FORWARD != 0 && ", "recent_q <= 1'b0 && "),
        ("recent without an addition", 0, "recent_q <= FORWARD != 0 && add_event_q", "recent_q <= FORWARD != 0"),
        ("recent in another bank", 0, "locate_word && add_bank_q == locate_bank_q", "locate_word"),
        ("recent in another word", 6, "add_word_q == locate_word && add_bank_q", "add_bank_q"),
        (
            "recent of the stage behind",
            1,
            "add_word_q == locate_word && add_bank_q == locate_bank_q",
            "add_word_q == g_block.read_word_q && add_bank_q == g_block.read_bank_q",
        ),
        (
            "recent a clock early",
            1,
            "assign recent = recent_q;",
            "assign recent = add_event_q && add_word_q == locate_word && add_bank_q == locate_bank_q;",
        ),
        ("never again", 5, "again = FORWARD != 0 && ", "again = 1'b0 && "),
        ("again without an addition", 1, "again = FORWARD != 0 && add_event_q", "again = FORWARD != 0"),
        ("again in another bank", 1, "read_word_q && add_bank_q == read_bank_q", "read_word_q"),
        ("again in another word", 7, "add_word_q == read_word_q && add_bank_q", "add_bank_q"),
        (
            "again of the stage ahead",
            1,
            "add_word_q == read_word_q && add_bank_q == read_bank_q",
            "add_word_q == locate_word && add_bank_q == locate_bank_q",
        ),
        (
            "again without stage read",
            0,
            "assign again = 1'b0;",
            "assign again = add_event_q && add_word_q == locate_word && add_bank_q == locate_bank_q;",
        ),
        ("recent without forwarding", 12, "recent_q <= FORWARD != 0 && ", "recent_q <= "),
        ("again without forwarding", 12, "again = FORWARD != 0 && ", "again = "),
        *(
            (f"stage read left out for {field}", 1, f"<= read_{field}_q;", f"<= locate_{field}_q;")
            for field in ("event", "close", "user", "first", "bank")
        ),
        ("stage read left out for word", 1, "<= read_word_q;", "<= locate_word;"),
        *(
            (f"stage index left out for {field}", 6, f"<= index_{field}_q;", f"<= {source};")
            for field, source in (
                *(("event", "fetch_valid"), ("close", "fetch_close"), ("user", "user_q"), ("first", "first_q")),
                *(("bank", "bank_q"), ("word", "word_q")),
            )
        ),
        ("offset lost in stage read", 7, "read_word_q  <= locate_word;", "read_word_q  <= locate_word_q;"),
        ("stage read where there is none", 2, "if (BLOCK != 0) begin : g_block", "if (BLOCK == 0) begin : g_block"),
        ("null row ends the first", 0, "row_last || (fresh_q && !row_event)", "row_last"),
        ("step is never fresh", 0, "fresh_q <= row_last || (", "fresh_q <= ("),
        ("step always fresh", 0, "(fresh_q && !row_event);", "fresh_q;"),
        ("null row is a step", 0, "valid_q && close_q && final_word", "valid_q && final_word"),
        ("step ends too early", 0, "valid_q && close_q && final_word", "valid_q && close_q"),
        ("silent step has no end", 2, "valid_q <= row_event || row_last;", "valid_q <= row_event;"),
        ("user of a row ahead", 0, "locate_user_q  <= user_q;", "locate_user_q  <= add_user_q;"),
        ("step with sums is empty", 0, "step_empty  = add_first_q && !add_event_q", "step_empty  = add_first_q"),
        ("address stands still", 0, "addr_q <= addr_q + ADDR_1;", "addr_q <= addr_q;"),
        (
            "fresh kept by reset",
            0,
            "            fresh_q     <= 1'b1;\n",
            "            if (fresh_q === 1'bx) fresh_q <= 1'b1;\n",
        ),
        (
            "bank kept by reset",
            0,
            "            next_bank_q <= 1'b0;\n",
            "            if (next_bank_q === 1'bx) next_bank_q <= 1'b0;\n",
        ),
        (
            "unswept kept by reset",
            4,
            "            unswept_q   <= 2'd0;\n",
            "            if (unswept_q === 2'bx) unswept_q   <= 2'd0;\n",
        ),
        (
            "stage locate kept by reset",
            0,
            "if (rst) begin\n                    locate_event_q",
            "if (rst && locate_close_q === 1'bx) begin\n                    locate_event_q",
        ),
        (
            "stage index kept by reset",
            6,
            "index_event_q  <= 1'b0;\n                    index_close_q  <= 1'b0;\n",
            "if (index_close_q === 1'bx) begin index_event_q <= 1'b0; index_close_q <= 1'b0; end\n",
        ),
        (
            "stage locate kept by reset, sparse",
            6,
            "index_close_q  <= 1'b0;\n                    locate_event_q <= 1'b0;",
            "index_close_q  <= 1'b0;\n                    if (locate_event_q === 1'bx) locate_event_q <= 1'b0;",
        ),
        (
            "stage read kept by reset",
            1,
            "read_event_q <= 1'b0;\n                    read_close_q <= 1'b0;\n",
            "if (read_close_q === 1'bx) begin read_event_q <= 1'b0; read_close_q <= 1'b0; end\n",
        ),
        (
            "stage add kept by reset",
            1,
            "add_event_q  <= 1'b0;\n                    add_close_q  <= 1'b0;\n",
            "if (add_close_q === 1'bx) begin add_event_q <= 1'b0; add_close_q <= 1'b0; end\n",
        ),
        (
            "stage add kept by reset, distributed",
            0,
            "if (rst) begin\n                    add_event_q",
            "if (rst && add_close_q === 1'bx) begin\n                    add_event_q",
        ),
    ],
}
