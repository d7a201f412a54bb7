// Neuron of population 'größe': model lif, 8 units of potential per unit of the network
//
//   v = decay * v + input; spike when v >= threshold; then v = v - threshold
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [4:0] v
//
// Program:
//   threshold = 8
//   decay = 1
//   current = input * 2**3
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**1, nearest_even)
//   integrated = decayed + current
//   crossed = integrated >= threshold
//   after_reset_less = integrated - threshold
//   after_reset = after_reset_less if crossed else integrated
`default_nettype none

module layer_1_by_hand__core0__gro_udf_e (
    input  wire clk,
    input  wire en,
    input  wire [4:0] state,
    input  wire signed [1:0] sum,
    output wire spike,
    output wire [4:0] next_state
);
    wire signed [4:0] v = state[4:0];
    wire signed [1:0] input_value = sum[1:0];  // accumulated weights
    wire signed [4:0] current = {input_value, 3'd0};
    wire signed [4:0] decayed_product_wide = v;
    wire signed [4:0] decayed_product = decayed_product_wide;  // v * 1
    // to nearest, ties to even
    wire signed [5:0] decayed_biased = {{1{decayed_product[4]}}, decayed_product} + {5'd0,
        decayed_product[1]};
    wire signed [4:0] decayed = decayed_biased[5:1];  // decay
    // add the input of this step
    wire signed [5:0] integrated = {{1{decayed[4]}}, decayed} + {{1{current[4]}}, current};
    wire crossed = !integrated[5] && |integrated[4:3];  // potential >= threshold
    // the potential less the threshold
    wire signed [4:0] after_reset_less = integrated[4:0] - 5'sd8;

    // Stage 1
    reg crossed_s1;
    reg signed [4:0] after_reset_less_s1;
    reg signed [5:0] integrated_s1;
    always @(posedge clk) begin
        if (en) begin
            crossed_s1 <= crossed;
            after_reset_less_s1 <= after_reset_less;
            integrated_s1 <= integrated;
        end
    end
    // reset at once
    wire signed [4:0] after_reset = crossed_s1 ? after_reset_less_s1 : integrated_s1[4:0];

    assign next_state[4:0] = after_reset;
    assign spike = crossed_s1;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, decayed_biased, integrated_s1};
endmodule

`default_nettype wire
