// Multiplies the weights of a word by the number of the event whose row they belong to.
//
// The number comes with the row that is taken, and waits for the weights, which leave the synapse
// memory DELAY clocks after stage fetch. Products are there a clock after the weights, and stay
// until those of the next word. Their width is proved by the compiler, so they never overflow.
//
// Weights come, and products leave, as complements: see lane_accumulator. Nothing is inverted for
// it: ~(weight * number) = ~weight * number + (number - 1). The last term is known a clock ahead
// and is one for all lanes. A lane is then a multiplication and an addition, which a multiplier of
// an FPGA may do by itself.
//
// Nothing needs a reset: a product is added only where the sequencer says so, and a word that is
// under way at a reset leaves ahead of those that follow it.
`default_nettype none

module weight_scaler #(
    // Weights in a word
    parameter LANES = 8,
    // Bits of a weight, of a number and of a product, all two's complement. A weight of one bit is
    // 1 for +1, 0 for -1; numbers and products have two or more, products at most the sum of both
    parameter WEIGHT_WIDTH = 8,
    parameter NUMBER_WIDTH = 8,
    parameter PRODUCT_WIDTH = 16,
    // Clocks from stage fetch to the weights
    parameter DELAY = 2
) (
    input  wire                           clk,

    // take: a row with this number is taken; fetch_valid: stage fetch has a word of the row at hand
    input  wire                           take,
    input  wire [NUMBER_WIDTH-1:0]        number,
    input  wire                           fetch_valid,

    // The word that was in stage fetch DELAY clocks ago
    input  wire [LANES*WEIGHT_WIDTH-1:0]  weights_n,

    output wire [LANES*PRODUCT_WIDTH-1:0] products_n
);
    initial begin
        if (LANES < 1 || WEIGHT_WIDTH < 1 || NUMBER_WIDTH < 2 || PRODUCT_WIDTH < 2
            || PRODUCT_WIDTH > WEIGHT_WIDTH + NUMBER_WIDTH || DELAY < 1) begin
            $display("error: weight_scaler: a width makes no sense, or DELAY 0 in %m");
            $finish;
        end
    end

    // More bits than a product has; the highest bit of a weight that matters, and the bits below it
    localparam WIDE = WEIGHT_WIDTH + NUMBER_WIDTH + 1;
    localparam TOP  = WEIGHT_WIDTH < PRODUCT_WIDTH ? WEIGHT_WIDTH - 1 : PRODUCT_WIDTH - 1;
    localparam LOW  = TOP > 0 ? TOP : 1;
    localparam [NUMBER_WIDTH:0] NUMBER_1 = 1;

    // The number of the row in stage fetch, on its way to the weights, and less one beside them
    reg  [NUMBER_WIDTH-1:0]           number_q;
    reg  [DELAY*NUMBER_WIDTH-1:0]     number_stages_q;
    reg  [DELAY-1:0]                  valid_stages_q;
    reg  [NUMBER_WIDTH:0]             less_q;
    wire [(DELAY+1)*NUMBER_WIDTH-1:0] number_stages = {number_stages_q, number_q};
    wire [DELAY:0]                    valid_stages  = {valid_stages_q, fetch_valid};
    wire [NUMBER_WIDTH-1:0]           ahead = number_stages[(DELAY-1)*NUMBER_WIDTH +: NUMBER_WIDTH];

    // The number of the word that is here, and the number less one
    wire [NUMBER_WIDTH-1:0] factor = number_stages[DELAY*NUMBER_WIDTH +: NUMBER_WIDTH];
    wire [WIDE-1:0] wide_factor = {{(WEIGHT_WIDTH+1){factor[NUMBER_WIDTH-1]}}, factor};
    wire [WIDE-1:0] wide_less   = {{WEIGHT_WIDTH{less_q[NUMBER_WIDTH]}}, less_q};
    wire unused = &{1'b0, wide_factor[WIDE-1:PRODUCT_WIDTH], wide_less[WIDE-1:PRODUCT_WIDTH]};

    // Called where it is clocked, not wired: a simulator then spends nothing on lanes that stand
    // still.
    function [PRODUCT_WIDTH-1:0] product_n;
        input        [TOP:0]             weight_n;
        input signed [PRODUCT_WIDTH-1:0] times;
        input signed [PRODUCT_WIDTH-1:0] less;
        reg   signed [PRODUCT_WIDTH-1:0] wide_n;
        begin
            wide_n = {{(PRODUCT_WIDTH-LOW){weight_n[TOP]}}, weight_n[LOW-1:0]};
            if (WEIGHT_WIDTH == 1) begin
                product_n = weight_n[0] ? ~times : less;
            end else begin
                product_n = wide_n * times + less;
            end
        end
    endfunction

    reg [LANES*PRODUCT_WIDTH-1:0] products_q;
    assign products_n = products_q;

    always @(posedge clk) begin : multiply
        integer lane;
        if (take) begin
            number_q <= number;
        end
        number_stages_q <= number_stages[DELAY*NUMBER_WIDTH-1:0];
        valid_stages_q  <= valid_stages[DELAY-1:0];
        less_q          <= {ahead[NUMBER_WIDTH-1], ahead} - NUMBER_1;
        if (valid_stages[DELAY]) begin
            for (lane = 0; lane < LANES; lane = lane + 1) begin
                products_q[lane*PRODUCT_WIDTH +: PRODUCT_WIDTH] <=
                    product_n(weights_n[lane*WEIGHT_WIDTH +: TOP+1],
                              wide_factor[PRODUCT_WIDTH-1:0], wide_less[PRODUCT_WIDTH-1:0]);
            end
        end
    end
endmodule

`default_nettype wire
