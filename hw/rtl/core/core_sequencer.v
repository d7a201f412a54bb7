// Runs a core: adds the rows of a packet's spikes, then sweeps all neurons once.
//
// One operation enters the pipeline per clock: a word of a row (accumulate), or a word of
// neurons (sweep). Stage 0 addresses the synapse memory, stage 1 the accumulators and states,
// stage 2 adds, stage 3 updates the neurons. Rows follow each other without a bubble. `en` low
// holds all stages, when the spikes of stage 3 cannot leave; it may be low only while s3_valid.
//
// After reset one sweep only clears the accumulators. `first` marks the first sweep of a sample,
// which reads initial values in place of the stored state.
`default_nettype none

module core_sequencer #(
    // Bits of a synapse memory address, of a neuron word, of a row length
    parameter ADDR_WIDTH = 10,
    parameter WORD_WIDTH = 4,
    parameter LENGTH_WIDTH = 5,
    // Words of neurons
    parameter WORDS = 16,
    // 1: rows are sparse and s1_offset says where a word goes; 0: to consecutive words
    parameter INDEXED = 0
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire                    en,

    input  wire                    row_valid,
    output wire                    row_take,
    input  wire                    row_event,
    input  wire                    row_last,
    input  wire                    row_user,
    input  wire [ADDR_WIDTH-1:0]   row_base,
    input  wire [WORD_WIDTH-1:0]   row_start,
    input  wire [LENGTH_WIDTH-1:0] row_length,

    output wire [ADDR_WIDTH-1:0]   s0_addr,
    output wire [WORD_WIDTH-1:0]   s0_word,

    // Distance of this word from the start of its row (INDEXED)
    input  wire [WORD_WIDTH-1:0]   s1_offset,
    output wire [WORD_WIDTH-1:0]   s1_word,
    output wire                    s1_sweep,

    output wire                    s2_write,
    output wire                    s2_clear,
    output wire                    s2_sweep,
    output wire                    s2_bypass,
    output wire [WORD_WIDTH-1:0]   s2_word,

    output wire                    s3_valid,
    output wire                    s3_first,
    output wire [WORD_WIDTH-1:0]   s3_word,
    output wire                    s3_last,
    output wire                    s3_user,

    // High in the clock in which the last word of a sweep enters the pipeline
    output wire                    step_done
);
    initial begin
        if (WORDS < 1 || (WORDS - 1) >> WORD_WIDTH != 0) begin
            $display("error: core_sequencer: WORD_WIDTH does not address WORDS in %m");
            $finish;
        end
    end

    localparam [WORD_WIDTH-1:0]   WORD_0    = 0;
    localparam [WORD_WIDTH-1:0]   WORD_1    = 1;
    localparam [31:0]             LAST      = WORDS - 1;
    localparam [WORD_WIDTH-1:0]   WORD_LAST = LAST[WORD_WIDTH-1:0];
    localparam [ADDR_WIDTH-1:0]   ADDR_1    = 1;
    localparam [LENGTH_WIDTH-1:0] LENGTH_0  = 0;
    localparam [LENGTH_WIDTH-1:0] LENGTH_1  = 1;

    // Stage 0: the operation at hand
    reg                    valid_q;
    reg                    sweep_q;
    reg                    boot_q;   // this sweep only clears
    reg                    close_q;  // this row closes the packet
    reg                    user_q;   // this packet closes the sample
    reg                    first_q;  // the next sweep is the first of its sample
    reg [ADDR_WIDTH-1:0]   addr_q;
    reg [WORD_WIDTH-1:0]   word_q;
    reg [LENGTH_WIDTH-1:0] left_q;   // words of the row after this one

    // Stages 1 to 3
    reg                  s1_valid_q;
    reg                  s1_sweep_q;
    reg                  s1_boot_q;
    reg                  s1_first_q;
    reg                  s1_last_q;
    reg                  s1_user_q;
    reg [WORD_WIDTH-1:0] s1_word_q;

    reg                  s2_valid_q;
    reg                  s2_sweep_q;
    reg                  s2_boot_q;
    reg                  s2_first_q;
    reg                  s2_last_q;
    reg                  s2_user_q;
    reg                  s2_bypass_q;
    reg [WORD_WIDTH-1:0] s2_word_q;

    reg                  s3_valid_q;
    reg                  s3_first_q;
    reg                  s3_last_q;
    reg                  s3_user_q;
    reg [WORD_WIDTH-1:0] s3_word_q;

    wire final_word = sweep_q ? word_q == WORD_LAST : left_q == LENGTH_0;
    wire leave      = valid_q && en;
    wire free       = !valid_q || (leave && final_word);

    // A core of one word may not sweep again before the sweep ahead has stored its state.
    wire settling = WORDS == 1 && ((s1_valid_q && s1_sweep_q && !s1_boot_q)
                                || (s2_valid_q && s2_sweep_q && !s2_boot_q));
    wire hold     = settling && row_last && !row_event;

    assign row_take  = row_valid && !sweep_q && !close_q && free && !hold;
    assign s0_addr   = addr_q;
    assign s0_word   = word_q;
    assign step_done = leave && sweep_q && !boot_q && final_word;

    always @(posedge clk) begin
        if (row_take) begin
            valid_q <= row_event || row_last;
            sweep_q <= row_last && !row_event;
            close_q <= row_last && row_event;
            user_q  <= row_user;
            addr_q  <= row_base;
            word_q  <= row_event ? row_start : WORD_0;
            left_q  <= row_length - LENGTH_1;
        end else if (leave && !final_word) begin
            addr_q <= addr_q + ADDR_1;
            left_q <= left_q - LENGTH_1;
            if (sweep_q || INDEXED == 0) begin
                word_q <= word_q + WORD_1;
            end
        end else if (leave) begin
            valid_q <= close_q;
            sweep_q <= close_q;
            close_q <= 1'b0;
            boot_q  <= 1'b0;
            word_q  <= WORD_0;
            if (sweep_q && !boot_q) begin
                first_q <= user_q;
            end
        end
        if (rst) begin
            valid_q <= 1'b1;
            sweep_q <= 1'b1;
            boot_q  <= 1'b1;
            close_q <= 1'b0;
            user_q  <= 1'b0;
            first_q <= 1'b1;
            word_q  <= WORD_0;
        end
    end

    generate
        if (INDEXED != 0) begin : g_indexed
            assign s1_word = s1_sweep_q ? s1_word_q : s1_word_q + s1_offset;
        end else begin : g_consecutive
            assign s1_word = s1_word_q;
            wire unused = &{1'b0, s1_offset};
        end
    endgenerate

    assign s1_sweep  = en && s1_valid_q && s1_sweep_q;
    assign s2_write  = en && s2_valid_q;
    assign s2_clear  = s2_sweep_q;
    assign s2_sweep  = en && s2_valid_q && s2_sweep_q && !s2_boot_q;
    assign s2_bypass = s2_bypass_q;
    assign s2_word   = s2_word_q;
    assign s3_valid  = s3_valid_q;
    assign s3_first  = s3_first_q;
    assign s3_word   = s3_word_q;
    assign s3_last   = s3_last_q;
    assign s3_user   = s3_user_q;

    always @(posedge clk) begin
        if (en) begin
            s1_valid_q <= valid_q;
            s1_sweep_q <= sweep_q;
            s1_boot_q  <= boot_q;
            s1_first_q <= first_q;
            s1_last_q  <= final_word;
            s1_user_q  <= user_q;
            s1_word_q  <= word_q;

            s2_valid_q <= s1_valid_q;
            s2_sweep_q <= s1_sweep_q;
            s2_boot_q  <= s1_boot_q;
            s2_first_q <= s1_first_q;
            s2_last_q  <= s1_last_q;
            s2_user_q  <= s1_user_q;
            s2_word_q  <= s1_word;
            // The word being written now is read too early by the operation behind it.
            s2_bypass_q <= s2_valid_q && s2_word_q == s1_word;

            s3_valid_q <= s2_valid_q && s2_sweep_q && !s2_boot_q;
            s3_first_q <= s2_first_q;
            s3_last_q  <= s2_last_q;
            s3_user_q  <= s2_user_q;
            s3_word_q  <= s2_word_q;
        end
        if (rst) begin
            s1_valid_q <= 1'b0;
            s2_valid_q <= 1'b0;
            s3_valid_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
