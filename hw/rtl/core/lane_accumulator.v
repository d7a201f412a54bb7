// The accumulators of one lane: one sum of weights for each of its neurons, in each bank.
//
// Stage add adds a weight to a sum and writes it back; add_touched low: the sum counts as zero. The
// width of a sum is proved by the compiler, so it never overflows.
//
// Sums are kept, and weights come, as complements: ~(sum + weight) = ~weight - sum. The operand
// that a subtraction does not invert enters a carry chain as it is, so that the choice of sum or
// zero fits the look-up tables of the chain; in an addition it would need its own.
//
// BLOCK = 0: sums are read in the clock in which they are used. BLOCK = 1: they are read two
// clocks earlier, as block memories with their slow outputs want it; a sum written meanwhile is
// passed on (`recent`: a clock ago, `again`: now), unless FORWARD = 0 says that there is none.
// With one bank sums are gathered and swept in turn, through one read port; with two
// banks at the same time, through a read port each.
`default_nettype none

module lane_accumulator #(
    // Bits of a sum and of a weight, both two's complement, SUM_WIDTH >= WEIGHT_WIDTH; a weight of
    // one bit is 1 for +1, 0 for -1, and a sum then has two bits or more
    parameter SUM_WIDTH = 16,
    parameter WEIGHT_WIDTH = 8,
    // Sums of this lane: bits of their address, and how many in all banks
    parameter CELL_WIDTH = 4,
    parameter CELLS = 16,
    parameter BANKS = 2,
    parameter BLOCK = 0,
    parameter FORWARD = 1
) (
    input  wire                    clk,

    // Read port of stage add, and with one bank of the sweep
    input  wire                    read_en,
    input  wire [CELL_WIDTH-1:0]   read_cell,

    input  wire                    add_valid,
    input  wire [CELL_WIDTH-1:0]   add_cell,
    input  wire                    add_touched,
    input  wire                    recent,
    input  wire                    again,
    input  wire [WEIGHT_WIDTH-1:0] add_weight_n,

    // Read port of the sweep, with two banks
    input  wire                    sweep_en,
    input  wire [CELL_WIDTH-1:0]   sweep_cell,

    output wire [SUM_WIDTH-1:0]    sweep_sum
);
    initial begin
        if (WEIGHT_WIDTH < 1 || SUM_WIDTH < WEIGHT_WIDTH || SUM_WIDTH < 2
            || (CELLS - 1) >> CELL_WIDTH != 0
            || (BANKS != 1 && BANKS != 2)) begin
            $display("error: lane_accumulator: a width is too small, or bad BANKS in %m");
            $finish;
        end
    end

    // Bits of a weight below its sign; the complement of +1 or -1 is known by its sign.
    localparam LOW = WEIGHT_WIDTH > 1 ? WEIGHT_WIDTH - 1 : 1;

    // Called where it is clocked, not wired: a simulator then spends nothing on lanes that stand
    // still.
    function [SUM_WIDTH-1:0] next_sum_n;
        input                    touched;
        input [SUM_WIDTH-1:0]    sum_n;
        input [WEIGHT_WIDTH-1:0] weight_n;
        begin
            next_sum_n = {{(SUM_WIDTH - LOW){weight_n[WEIGHT_WIDTH-1]}},
                          WEIGHT_WIDTH > 1 ? weight_n[LOW-1:0] : {LOW{1'b0}}}
                - (touched ? ~sum_n : {SUM_WIDTH{1'b0}});
        end
    endfunction

    generate
        if (BLOCK != 0) begin : g_block
            (* no_rw_check, ram_style = "block" *)
            reg [SUM_WIDTH-1:0] sums_n [0:CELLS-1];
            reg [SUM_WIDTH-1:0] read_q;
            reg [SUM_WIDTH-1:0] stored_q;
            reg [SUM_WIDTH-1:0] written_q;
            always @(posedge clk) begin : update
                reg [SUM_WIDTH-1:0] next;
                next = next_sum_n(add_touched, stored_q, add_weight_n);
                if (read_en) begin
                    read_q <= sums_n[read_cell];
                end
                // What the memory read passes one multiplexer only.
                stored_q <= FORWARD != 0 && (again || recent) ? (again ? next : written_q) : read_q;
                if (add_valid) begin
                    sums_n[add_cell] <= next;
                end
                written_q <= next;
            end
            if (FORWARD == 0) begin : g_apart
                wire unused = &{1'b0, recent, again, written_q};
            end
            if (BANKS == 2) begin : g_sweep
                reg [SUM_WIDTH-1:0] swept_q;
                always @(posedge clk) begin
                    if (sweep_en) begin
                        swept_q <= sums_n[sweep_cell];
                    end
                end
                assign sweep_sum = ~swept_q;
            end else begin : g_shared
                assign sweep_sum = ~read_q;
                wire unused = &{1'b0, sweep_en, sweep_cell};
            end
        end else begin : g_distributed
            (* no_rw_check *)
            reg [SUM_WIDTH-1:0] sums_n [0:CELLS-1];
            always @(posedge clk) begin
                if (add_valid) begin
                    sums_n[add_cell] <= next_sum_n(add_touched, sums_n[read_cell], add_weight_n);
                end
            end
            if (BANKS == 2) begin : g_sweep
                assign sweep_sum = ~sums_n[sweep_cell];
                wire unused = &{1'b0, read_en, sweep_en, recent, again};
            end else begin : g_shared
                assign sweep_sum = ~sums_n[read_cell];
                wire unused = &{1'b0, read_en, sweep_en, sweep_cell, recent, again};
            end
        end
    endgenerate
endmodule

`default_nettype wire
