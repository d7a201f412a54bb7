// Neuron of population cells: model lif, 4 units of potential per unit of the network
//
//   v = decay * v + input; spike when v >= threshold; then v = v - threshold
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [9:0] v
//
// Program:
//   threshold = 32
//   decay = 3
//   current = input * 2**2
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**2, nearest_even)
//   integrated = decayed + current
//   crossed = integrated >= threshold
//   after_reset_less = integrated - threshold
//   after_reset = after_reset_less if crossed else integrated
`default_nettype none

module numbers__core2__cells (
    input  wire clk,
    input  wire en,
    input  wire [9:0] state,
    input  wire signed [6:0] sum,
    output wire spike,
    output wire [9:0] next_state
);
    wire signed [9:0] v = state[9:0];
    wire signed [6:0] input_value = sum[6:0];  // accumulated weights
    wire signed [8:0] current = {input_value, 2'd0};
    wire signed [11:0] decayed_product_wide = {{2{v[9]}}, v};
    // v * 3
    wire signed [11:0] decayed_product = (decayed_product_wide<<<2) - decayed_product_wide;
    // to nearest, ties to even
    wire signed [12:0] decayed_biased = {{1{decayed_product[11]}}, decayed_product} + {11'd0,
        decayed_product[2], {1{~decayed_product[2]}}};
    wire signed [9:0] decayed = decayed_biased[11:2];  // decay
    // add the input of this step
    wire signed [9:0] integrated = decayed + {{1{current[8]}}, current};

    // Stage 1
    reg signed [9:0] integrated_s1;
    always @(posedge clk) begin
        if (en) begin
            integrated_s1 <= integrated;
        end
    end
    wire crossed = !integrated_s1[9] && |integrated_s1[8:5];  // potential >= threshold
    // the potential less the threshold
    wire signed [10:0] after_reset_less = {{1{integrated_s1[9]}}, integrated_s1} - 11'sd32;
    // reset at once
    wire signed [9:0] after_reset = crossed ? after_reset_less[9:0] : integrated_s1;

    assign next_state[9:0] = after_reset;
    assign spike = crossed;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, decayed_biased, after_reset_less};
endmodule

`default_nettype wire
