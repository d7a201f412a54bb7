// The accumulators of one lane: one sum of weights for each of its neurons.
//
// Stage 1 reads the sum, stage 2 adds a weight and writes it back, or writes zero (clear). A sum
// written in this clock is passed on to the operation behind it (bypass). The width of a sum is
// proved by the compiler, so it never overflows.
`default_nettype none

module lane_accumulator #(
    // Bits of a sum and of a weight, both two's complement; SUM_WIDTH >= WEIGHT_WIDTH >= 2
    parameter SUM_WIDTH = 16,
    parameter WEIGHT_WIDTH = 8,
    // Neurons of this lane
    parameter WORDS = 16,
    parameter WORD_WIDTH = 4
) (
    input  wire                        clk,
    input  wire                        en,

    input  wire [WORD_WIDTH-1:0]       s1_word,

    input  wire                        s2_write,
    input  wire                        s2_clear,
    input  wire                        s2_bypass,
    input  wire [WORD_WIDTH-1:0]       s2_word,
    input  wire [WEIGHT_WIDTH-1:0]     s2_weight,
    output wire [SUM_WIDTH-1:0]        s2_sum
);
    initial begin
        if (WEIGHT_WIDTH < 2 || SUM_WIDTH < WEIGHT_WIDTH || (WORDS - 1) >> WORD_WIDTH != 0) begin
            $display("error: lane_accumulator: a width is too small in %m");
            $finish;
        end
    end

    (* no_rw_check *)
    reg [SUM_WIDTH-1:0] sums [0:WORDS-1];
    reg [SUM_WIDTH-1:0] stored_q;
    reg [SUM_WIDTH-1:0] written_q;

    // What the operation in stage 2 writes. Called where it is clocked, not wired: a simulator
    // then spends nothing on lanes that stand still.
    function [SUM_WIDTH-1:0] next_sum;
        input                    clear;
        input [SUM_WIDTH-1:0]    sum;
        input [WEIGHT_WIDTH-1:0] weight;
        begin
            next_sum = clear ? {SUM_WIDTH{1'b0}}
                : sum + {{(SUM_WIDTH - WEIGHT_WIDTH + 1){weight[WEIGHT_WIDTH-1]}},
                         weight[WEIGHT_WIDTH-2:0]};
        end
    endfunction

    assign s2_sum = s2_bypass ? written_q : stored_q;

    always @(posedge clk) begin : update
        reg [SUM_WIDTH-1:0] next;
        if (en) begin
            stored_q <= sums[s1_word];
        end
        if (s2_write) begin
            next = next_sum(s2_clear, s2_bypass ? written_q : stored_q, s2_weight);
            sums[s2_word] <= next;
            written_q     <= next;
        end
    end
endmodule

`default_nettype wire
