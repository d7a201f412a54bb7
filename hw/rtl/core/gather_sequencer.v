// Reads the rows of a packet's spikes, one word of synapses per clock, and says where to add it.
//
// Stage 0 addresses the synapse memory. Stage a knows the word of neurons, stage b has the
// weights and adds. Stage a is the one behind stage 0; with INDEXED it is one later, since the
// offset of the word is read first. Stage b is the one behind stage a; with BLOCK stage r lies
// between them, in which block memories have read the sums. Rows follow each other without a
// bubble; nothing ever waits.
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
    // 1: rows are sparse and a_offset says where a word goes; 0: to consecutive words
    parameter INDEXED = 0,
    // 1: sums are read two stages ahead of stage b
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

    output wire                    s0_valid,
    output wire [ADDR_WIDTH-1:0]   s0_addr,

    // Distance of the word in stage a from the start of its row (INDEXED)
    input  wire [WORD_WIDTH-1:0]   a_offset,
    output wire                    a_bank,
    output wire [WORD_WIDTH-1:0]   a_word,

    // `recent`: the operation behind stage a goes to the word to which stage b wrote a clock ago;
    // `again` (BLOCK): the one in stage r goes to the word to which stage b is writing
    output wire                    recent,
    output wire                    again,

    // b_valid: add the weights to b_word; b_first: this row is the first of its step
    output wire                    b_valid,
    output wire                    b_bank,
    output wire [WORD_WIDTH-1:0]   b_word,
    output wire                    b_first,

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

    // Stage 0: the row at hand
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
    assign s0_valid = valid_q && event_q;
    assign s0_addr  = addr_q;

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

    // What travels through the stages: bits of an operation
    localparam STAGE = 5 + WORD_WIDTH;
    localparam CLOSE = 0;
    localparam EVENT = 1;

    wire s0_close = valid_q && close_q && final_word;

    reg  [STAGE-1:0] s1_q;
    wire [STAGE-1:0] a;
    wire [STAGE-1:0] r;
    reg  [STAGE-1:0] b_q;

    generate
        if (INDEXED != 0) begin : g_indexed
            reg [STAGE-1:0] s2_q;
            always @(posedge clk) begin
                s2_q <= s1_q;
                if (rst) begin
                    s2_q[EVENT:CLOSE] <= 2'b00;
                end
            end
            assign a = {s2_q[STAGE-1:5] + a_offset, s2_q[4:0]};
        end else begin : g_consecutive
            assign a = s1_q;
            wire unused = &{1'b0, a_offset};
        end
        if (BLOCK != 0) begin : g_block
            reg [STAGE-1:0] r_q;
            always @(posedge clk) begin
                r_q <= a;
                if (rst) begin
                    r_q[EVENT:CLOSE] <= 2'b00;
                end
            end
            assign r     = r_q;
            assign again = FORWARD != 0 && b_q[EVENT] && b_q[STAGE-1:4] == r_q[STAGE-1:4];
        end else begin : g_distributed
            assign r     = a;
            assign again = 1'b0;
        end
    endgenerate

    reg recent_q;
    assign recent = recent_q;

    always @(posedge clk) begin
        recent_q <= FORWARD != 0 && b_q[EVENT] && b_q[STAGE-1:4] == a[STAGE-1:4];
        s1_q <= {word_q, bank_q, first_q, user_q, s0_valid, s0_close};
        b_q  <= r;
        if (rst) begin
            s1_q[EVENT:CLOSE] <= 2'b00;
            b_q[EVENT:CLOSE]  <= 2'b00;
        end
    end

    assign a_bank     = a[4];
    assign a_word     = a[STAGE-1:5];
    assign b_valid    = b_q[EVENT];
    assign b_bank     = b_q[4];
    assign b_word     = b_q[STAGE-1:5];
    assign b_first    = b_q[3];
    assign step_valid = b_q[CLOSE];
    assign step_user  = b_q[2];
    assign step_empty = b_q[3] && !b_q[EVENT];
endmodule

`default_nettype wire
