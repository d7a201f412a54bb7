// Reads the rows of a packet's spikes, one word of synapses per clock, and says where to add it.
//
// Stage 0 addresses the synapse memory. Stage a knows the word of neurons, stage b has the
// weights and adds. Stage a is the one behind stage 0; with INDEXED it is one later, since the
// offset of the word is read first. Rows follow each other without a bubble; nothing ever waits.
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
    parameter INDEXED = 0
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

    // b_valid: add the weights to b_word. b_repeat: the operation ahead wrote the same word;
    // b_first: this row is the first of its step
    output wire                    b_valid,
    output wire                    b_bank,
    output wire [WORD_WIDTH-1:0]   b_word,
    output wire                    b_repeat,
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

    // Stages 1 and b, and between them with INDEXED the one that adds the offset
    reg                  s1_event_q;
    reg                  s1_close_q;
    reg                  s1_user_q;
    reg                  s1_first_q;
    reg                  s1_bank_q;
    reg [WORD_WIDTH-1:0] s1_word_q;

    wire                 a_event;
    wire                 a_close;
    wire                 a_user;
    wire                 a_first;

    reg                  b_event_q;
    reg                  b_close_q;
    reg                  b_user_q;
    reg                  b_first_q;
    reg                  b_bank_q;
    reg                  b_repeat_q;
    reg [WORD_WIDTH-1:0] b_word_q;

    generate
        if (INDEXED != 0) begin : g_indexed
            reg                  s2_event_q;
            reg                  s2_close_q;
            reg                  s2_user_q;
            reg                  s2_first_q;
            reg                  s2_bank_q;
            reg [WORD_WIDTH-1:0] s2_word_q;
            always @(posedge clk) begin
                s2_event_q <= s1_event_q && !rst;
                s2_close_q <= s1_close_q && !rst;
                s2_user_q  <= s1_user_q;
                s2_first_q <= s1_first_q;
                s2_bank_q  <= s1_bank_q;
                s2_word_q  <= s1_word_q;
            end
            assign a_event = s2_event_q;
            assign a_close = s2_close_q;
            assign a_user  = s2_user_q;
            assign a_first = s2_first_q;
            assign a_bank  = s2_bank_q;
            assign a_word  = s2_word_q + a_offset;
        end else begin : g_consecutive
            assign a_event = s1_event_q;
            assign a_close = s1_close_q;
            assign a_user  = s1_user_q;
            assign a_first = s1_first_q;
            assign a_bank  = s1_bank_q;
            assign a_word  = s1_word_q;
            wire unused = &{1'b0, a_offset};
        end
    endgenerate

    always @(posedge clk) begin
        s1_event_q <= s0_valid;
        s1_close_q <= valid_q && close_q && final_word;
        s1_user_q  <= user_q;
        s1_first_q <= first_q;
        s1_bank_q  <= bank_q;
        s1_word_q  <= word_q;

        b_event_q  <= a_event;
        b_close_q  <= a_close;
        b_user_q   <= a_user;
        b_first_q  <= a_first;
        b_bank_q   <= a_bank;
        b_word_q   <= a_word;
        b_repeat_q <= b_event_q && b_bank_q == a_bank && b_word_q == a_word;
        if (rst) begin
            s1_event_q <= 1'b0;
            s1_close_q <= 1'b0;
            b_event_q  <= 1'b0;
            b_close_q  <= 1'b0;
        end
    end

    assign b_valid    = b_event_q;
    assign b_bank     = b_bank_q;
    assign b_word     = b_word_q;
    assign b_repeat   = b_repeat_q;
    assign b_first    = b_first_q;
    assign step_valid = b_close_q;
    assign step_user  = b_user_q;
    assign step_empty = b_first_q && !b_event_q;
endmodule

`default_nettype wire
