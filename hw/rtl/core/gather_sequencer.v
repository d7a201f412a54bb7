// Reads the rows of a packet's spikes, one word of synapses per clock, and says where to add it.
//
// Stages: `fetch` addresses the synapse memory; with SCALED `scale` leaves a clock to multiply the
// weights; with INDEXED `index` waits for the offset of the word; `locate` knows the word of
// neurons; with BLOCK `read` has block memories read the sums; `add` has the weights and adds
// them. Rows follow each other without a bubble; nothing ever waits.
//
// The sums of a step lie in one of BANKS banks. A row is taken only while fewer than BANKS closed
// steps are unswept: the sums of its own step then have a bank, which the sweep has left.
`default_nettype none

module gather_sequencer #(
    // Bits of a synapse memory address, of a neuron word, of a row length
    parameter ADDR_WIDTH = 10,
    parameter WORD_WIDTH = 4,
    parameter LENGTH_WIDTH = 5,
    // Banks of sums: 1, or 2 so that a step gathers while the one before is swept
    parameter BANKS = 2,
    // 1: rows are sparse and locate_offset says where a word goes; 0: to consecutive words
    parameter INDEXED = 0,
    // 1: events have numbers, and everything behind stage fetch comes a clock later
    parameter SCALED = 0,
    // 1: sums are read two stages ahead of stage add
    parameter BLOCK = 0,
    // 0: no word comes twice within three clocks, which `recent` and `again` then do not tell
    parameter FORWARD = 1
) (
    input  wire                    clk,
    input  wire                    rst,

    // Low: no row is taken
    input  wire                    ready,

    input  wire                    row_valid,
    output wire                    row_take,
    input  wire                    row_event,
    input  wire                    row_last,
    input  wire                    row_user,
    input  wire [ADDR_WIDTH-1:0]   row_base,
    input  wire [WORD_WIDTH-1:0]   row_start,
    input  wire [LENGTH_WIDTH-1:0] row_length,

    output wire                    fetch_valid,
    output wire [ADDR_WIDTH-1:0]   fetch_addr,

    // Distance of the word in stage locate from the start of its row (INDEXED)
    input  wire [WORD_WIDTH-1:0]   locate_offset,
    output wire                    locate_bank,
    output wire [WORD_WIDTH-1:0]   locate_word,

    // `recent`: the operation behind stage locate goes to the word to which stage add wrote a clock
    // ago; `again` (BLOCK): the one in stage read goes to the word to which stage add is writing
    output wire                    recent,
    output wire                    again,

    // add_valid: add the weights to add_word; add_first: this row is the first of its step
    output wire                    add_valid,
    output wire                    add_bank,
    output wire [WORD_WIDTH-1:0]   add_word,
    output wire                    add_first,

    // High in the clock in which the last sums of a step are written; step_empty: it had none
    output wire                    step_valid,
    output wire                    step_user,
    output wire                    step_empty,

    // High in the clock in which a sweep gives its bank of sums back
    input  wire                    swept
);
    initial begin
        if (BANKS != 1 && BANKS != 2) begin
            $display("error: gather_sequencer: BANKS is neither 1 nor 2 in %m");
            $finish;
        end
    end

    localparam [WORD_WIDTH-1:0]   WORD_1   = 1;
    localparam [ADDR_WIDTH-1:0]   ADDR_1   = 1;
    localparam [LENGTH_WIDTH-1:0] LENGTH_0 = 0;
    localparam [LENGTH_WIDTH-1:0] LENGTH_1 = 1;
    localparam [1:0]              FULL     = BANKS == 2 ? 2'd2 : 2'd1;

    // Stage fetch: the row at hand
    reg                    valid_q;
    reg                    event_q;  // it has words
    reg                    close_q;  // it closes the packet
    reg                    user_q;
    reg                    first_q;
    reg                    bank_q;
    reg [ADDR_WIDTH-1:0]   addr_q;
    reg [WORD_WIDTH-1:0]   word_q;
    reg [LENGTH_WIDTH-1:0] left_q;   // words of the row after this one

    reg                    fresh_q;  // no row with words yet in this step
    reg                    next_bank_q;
    reg [1:0]              unswept_q;

    wire final_word = !event_q || left_q == LENGTH_0;
    wire closes     = row_take && row_last;

    assign row_take = row_valid && ready && unswept_q != FULL && (!valid_q || final_word);
    assign fetch_valid = valid_q && event_q;
    assign fetch_addr  = addr_q;

    always @(posedge clk) begin
        if (row_take) begin
            valid_q <= row_event || row_last;
            event_q <= row_event;
            close_q <= row_last;
            user_q  <= row_user;
            first_q <= fresh_q;
            bank_q  <= next_bank_q;
            addr_q  <= row_base;
            word_q  <= row_start;
            left_q  <= row_length - LENGTH_1;
            fresh_q <= row_last || (fresh_q && !row_event);
        end else if (final_word) begin
            valid_q <= 1'b0;
        end else begin
            addr_q <= addr_q + ADDR_1;
            left_q <= left_q - LENGTH_1;
            if (INDEXED == 0) begin
                word_q <= word_q + WORD_1;
            end
        end
        if (closes && BANKS == 2) begin
            next_bank_q <= !next_bank_q;
        end
        if (closes != swept) begin
            unswept_q <= closes ? unswept_q + 2'd1 : unswept_q - 2'd1;
        end
        if (rst) begin
            valid_q     <= 1'b0;
            fresh_q     <= 1'b1;
            next_bank_q <= 1'b0;
            unswept_q   <= 2'd0;
        end
    end

    // What every operation carries from stage to stage: event: it has weights to add; close: it is
    // the last of its step; user, first: as above; bank, word: where the weights go.
    wire fetch_close = valid_q && close_q && final_word;

    // What leaves stage fetch, or where events have numbers stage scale
    wire [WORD_WIDTH+4:0] entering;

    generate
        if (SCALED != 0) begin : g_scaled
            // Stage scale
            reg                  scale_event_q;
            reg                  scale_close_q;
            reg                  scale_user_q;
            reg                  scale_first_q;
            reg                  scale_bank_q;
            reg [WORD_WIDTH-1:0] scale_word_q;
            always @(posedge clk) begin
                scale_event_q <= fetch_valid;
                scale_close_q <= fetch_close;
                scale_user_q  <= user_q;
                scale_first_q <= first_q;
                scale_bank_q  <= bank_q;
                scale_word_q  <= word_q;
                if (rst) begin
                    scale_event_q <= 1'b0;
                    scale_close_q <= 1'b0;
                end
            end
            assign entering = {scale_event_q, scale_close_q, scale_user_q,
                               scale_first_q, scale_bank_q, scale_word_q};
        end else begin : g_unscaled
            assign entering = {fetch_valid, fetch_close, user_q, first_q, bank_q, word_q};
        end
    endgenerate

    // Stage locate
    reg                   locate_event_q;
    reg                   locate_close_q;
    reg                   locate_user_q;
    reg                   locate_first_q;
    reg                   locate_bank_q;
    reg  [WORD_WIDTH-1:0] locate_word_q;

    generate
        if (INDEXED != 0) begin : g_indexed
            // Stage index
            reg                  index_event_q;
            reg                  index_close_q;
            reg                  index_user_q;
            reg                  index_first_q;
            reg                  index_bank_q;
            reg [WORD_WIDTH-1:0] index_word_q;
            always @(posedge clk) begin
                {index_event_q, index_close_q, index_user_q,
                 index_first_q, index_bank_q, index_word_q} <= entering;
                locate_event_q <= index_event_q;
                locate_close_q <= index_close_q;
                locate_user_q  <= index_user_q;
                locate_first_q <= index_first_q;
                locate_bank_q  <= index_bank_q;
                locate_word_q  <= index_word_q;
                if (rst) begin
                    index_event_q  <= 1'b0;
                    index_close_q  <= 1'b0;
                    locate_event_q <= 1'b0;
                    locate_close_q <= 1'b0;
                end
            end
            assign locate_word = locate_word_q + locate_offset;
        end else begin : g_consecutive
            always @(posedge clk) begin
                {locate_event_q, locate_close_q, locate_user_q,
                 locate_first_q, locate_bank_q, locate_word_q} <= entering;
                if (rst) begin
                    locate_event_q <= 1'b0;
                    locate_close_q <= 1'b0;
                end
            end
            assign locate_word = locate_word_q;
            wire unused = &{1'b0, locate_offset};
        end
    endgenerate

    // Stage add
    reg                  add_event_q;
    reg                  add_close_q;
    reg                  add_user_q;
    reg                  add_first_q;
    reg                  add_bank_q;
    reg [WORD_WIDTH-1:0] add_word_q;

    generate
        if (BLOCK != 0) begin : g_block
            // Stage read
            reg                  read_event_q;
            reg                  read_close_q;
            reg                  read_user_q;
            reg                  read_first_q;
            reg                  read_bank_q;
            reg [WORD_WIDTH-1:0] read_word_q;
            always @(posedge clk) begin
                read_event_q <= locate_event_q;
                read_close_q <= locate_close_q;
                read_user_q  <= locate_user_q;
                read_first_q <= locate_first_q;
                read_bank_q  <= locate_bank_q;
                read_word_q  <= locate_word;
                add_event_q  <= read_event_q;
                add_close_q  <= read_close_q;
                add_user_q   <= read_user_q;
                add_first_q  <= read_first_q;
                add_bank_q   <= read_bank_q;
                add_word_q   <= read_word_q;
                if (rst) begin
                    read_event_q <= 1'b0;
                    read_close_q <= 1'b0;
                    add_event_q  <= 1'b0;
                    add_close_q  <= 1'b0;
                end
            end
            assign again = FORWARD != 0 && add_event_q
                && add_word_q == read_word_q && add_bank_q == read_bank_q;
        end else begin : g_distributed
            always @(posedge clk) begin
                add_event_q <= locate_event_q;
                add_close_q <= locate_close_q;
                add_user_q  <= locate_user_q;
                add_first_q <= locate_first_q;
                add_bank_q  <= locate_bank_q;
                add_word_q  <= locate_word;
                if (rst) begin
                    add_event_q <= 1'b0;
                    add_close_q <= 1'b0;
                end
            end
            assign again = 1'b0;
        end
    endgenerate

    reg recent_q;
    assign recent = recent_q;

    always @(posedge clk) begin
        recent_q <= FORWARD != 0 && add_event_q
            && add_word_q == locate_word && add_bank_q == locate_bank_q;
    end

    assign locate_bank = locate_bank_q;
    assign add_valid   = add_event_q;
    assign add_bank    = add_bank_q;
    assign add_word    = add_word_q;
    assign add_first   = add_first_q;
    assign step_valid  = add_close_q;
    assign step_user   = add_user_q;
    assign step_empty  = add_first_q && !add_event_q;
endmodule

`default_nettype wire
