// The accumulators of one lane: one sum of weights for each of its neurons.
//
// Stage 1 reads the sum, stage 2 adds a weight and writes it back, or writes zero (clear). A sum
// written in this clock is passed on to the operation behind it (bypass). The width of a sum is
// proved by the compiler, so it never overflows.
`default_nettype none

module lane_accumulator #(
    // Bits of a sum and of a weight, both two's complement; SUM_WIDTH >= WEIGHT_WIDTH
    parameter SUM_WIDTH = 16,
    parameter WEIGHT_WIDTH = 8,
    // Neurons of this lane
    parameter WORDS = 16,
    parameter WORD_WIDTH = 4
) (
    input  wire                           clk,
    input  wire                           en,

    input  wire [WORD_WIDTH-1:0]          s1_word,

    input  wire                           s2_write,
    input  wire                           s2_clear,
    input  wire                           s2_bypass,
    input  wire [WORD_WIDTH-1:0]          s2_word,
    input  wire signed [WEIGHT_WIDTH-1:0] s2_weight,
    output wire signed [SUM_WIDTH-1:0]    s2_sum
);
    wire        [SUM_WIDTH-1:0] stored;
    wire signed [SUM_WIDTH-1:0] added;
    wire signed [SUM_WIDTH-1:0] weight;
    wire        [SUM_WIDTH-1:0] next;
    reg         [SUM_WIDTH-1:0] written_q;

    assign s2_sum = s2_bypass ? written_q : stored;
    assign weight = {{(SUM_WIDTH - WEIGHT_WIDTH + 1){s2_weight[WEIGHT_WIDTH-1]}},
                     s2_weight[WEIGHT_WIDTH-2:0]};
    assign added  = s2_sum + weight;
    assign next   = s2_clear ? {SUM_WIDTH{1'b0}} : added;

    sdp_ram #(
        .WIDTH      (SUM_WIDTH),
        .DEPTH      (WORDS),
        .ADDR_WIDTH (WORD_WIDTH)
    ) u_sums (
        .clk   (clk),
        .we    (s2_write),
        .waddr (s2_word),
        .wdata (next),
        .re    (en),
        .raddr (s1_word),
        .rdata (stored)
    );

    always @(posedge clk) begin
        if (s2_write) begin
            written_q <= next;
        end
    end
endmodule

`default_nettype wire
