// The accumulators of one lane: one sum of weights for each of its neurons, in each bank.
//
// Stage b adds a weight to a sum and writes it back; b_touched low: the sum counts as zero. The
// width of a sum is proved by the compiler, so it never overflows.
//
// BLOCK = 0: sums are read in the clock in which they are used. BLOCK = 1: they are read one
// clock earlier, as block memories want it, and a sum written in that clock is passed on
// (b_repeat). With one bank sums are gathered and swept in turn, through one read port; with two
// banks at the same time, through a read port each.
`default_nettype none

module lane_accumulator #(
    // Bits of a sum and of a weight, both two's complement; SUM_WIDTH >= WEIGHT_WIDTH >= 2
    parameter SUM_WIDTH = 16,
    parameter WEIGHT_WIDTH = 8,
    // Sums of this lane: bits of their address, and how many in all banks
    parameter CELL_WIDTH = 4,
    parameter CELLS = 16,
    parameter BANKS = 2,
    parameter BLOCK = 0
) (
    input  wire                    clk,

    // Read port of stage b, and with one bank of the sweep
    input  wire                    read_en,
    input  wire [CELL_WIDTH-1:0]   read_cell,

    input  wire                    b_valid,
    input  wire [CELL_WIDTH-1:0]   b_cell,
    input  wire                    b_touched,
    input  wire                    b_repeat,
    input  wire [WEIGHT_WIDTH-1:0] b_weight,

    // Read port of the sweep, with two banks
    input  wire                    sweep_en,
    input  wire [CELL_WIDTH-1:0]   sweep_cell,

    output wire [SUM_WIDTH-1:0]    sweep_sum
);
    initial begin
        if (WEIGHT_WIDTH < 2 || SUM_WIDTH < WEIGHT_WIDTH || (CELLS - 1) >> CELL_WIDTH != 0
            || (BANKS != 1 && BANKS != 2)) begin
            $display("error: lane_accumulator: a width is too small, or bad BANKS in %m");
            $finish;
        end
    end

    // Called where it is clocked, not wired: a simulator then spends nothing on lanes that stand
    // still.
    function [SUM_WIDTH-1:0] next_sum;
        input                    touched;
        input [SUM_WIDTH-1:0]    sum;
        input [WEIGHT_WIDTH-1:0] weight;
        begin
            next_sum = (touched ? sum : {SUM_WIDTH{1'b0}})
                + {{(SUM_WIDTH - WEIGHT_WIDTH + 1){weight[WEIGHT_WIDTH-1]}},
                   weight[WEIGHT_WIDTH-2:0]};
        end
    endfunction

    generate
        if (BLOCK != 0) begin : g_block
            (* no_rw_check, ram_style = "block" *)
            reg [SUM_WIDTH-1:0] sums [0:CELLS-1];
            reg [SUM_WIDTH-1:0] stored_q;
            reg [SUM_WIDTH-1:0] written_q;
            always @(posedge clk) begin : update
                reg [SUM_WIDTH-1:0] next;
                if (read_en) begin
                    stored_q <= sums[read_cell];
                end
                if (b_valid) begin
                    next = next_sum(b_touched, b_repeat ? written_q : stored_q, b_weight);
                    sums[b_cell] <= next;
                    written_q    <= next;
                end
            end
            if (BANKS == 2) begin : g_sweep
                reg [SUM_WIDTH-1:0] swept_q;
                always @(posedge clk) begin
                    if (sweep_en) begin
                        swept_q <= sums[sweep_cell];
                    end
                end
                assign sweep_sum = swept_q;
            end else begin : g_shared
                assign sweep_sum = stored_q;
                wire unused = &{1'b0, sweep_en, sweep_cell};
            end
        end else begin : g_distributed
            (* no_rw_check *)
            reg [SUM_WIDTH-1:0] sums [0:CELLS-1];
            always @(posedge clk) begin
                if (b_valid) begin
                    sums[b_cell] <= next_sum(b_touched, sums[read_cell], b_weight);
                end
            end
            if (BANKS == 2) begin : g_sweep
                assign sweep_sum = sums[sweep_cell];
                wire unused = &{1'b0, read_en, sweep_en, b_repeat};
            end else begin : g_shared
                assign sweep_sum = sums[read_cell];
                wire unused = &{1'b0, read_en, sweep_en, sweep_cell, b_repeat};
            end
        end
    endgenerate
endmodule

`default_nettype wire
