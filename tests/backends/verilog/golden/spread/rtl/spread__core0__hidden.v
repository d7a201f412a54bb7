// Neuron of population hidden: model lif, 16 units of potential per unit of the network
//
//   v = decay * v + input; spike when v >= threshold; then v = v - threshold
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [7:0] v
//
// Program:
//   threshold = 32
//   decay = 3
//   current = input * 2**4
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**2, nearest_even)
//   integrated = decayed + current
//   crossed = integrated >= threshold
//   after_reset_less = integrated - threshold
//   after_reset = after_reset_less if crossed else integrated
`default_nettype none

module spread__core0__hidden (
    input  wire clk,
    input  wire en,
    input  wire [7:0] state,
    input  wire signed [3:0] sum,
    output wire spike,
    output wire [7:0] next_state
);
    wire signed [7:0] v = state[7:0];
    wire signed [3:0] input_value = sum[3:0];  // accumulated weights
    wire signed [7:0] current = {input_value, 4'd0};
    wire signed [9:0] decayed_product_wide = {{2{v[7]}}, v};
    wire signed [9:0] decayed_product = (decayed_product_wide<<<2) - decayed_product_wide;  // v * 3
    // to nearest, ties to even
    wire signed [10:0] decayed_biased = {{1{decayed_product[9]}}, decayed_product} + {9'd0,
        decayed_product[2], {1{~decayed_product[2]}}};
    wire signed [7:0] decayed = decayed_biased[9:2];  // decay

    // Stage 1
    reg signed [7:0] decayed_s1;
    reg signed [7:0] current_s1;
    always @(posedge clk) begin
        if (en) begin
            decayed_s1 <= decayed;
            current_s1 <= current;
        end
    end
    // add the input of this step
    wire signed [8:0] integrated = {{1{decayed_s1[7]}}, decayed_s1} + {{1{current_s1[7]}},
        current_s1};
    wire crossed = !integrated[8] && |integrated[7:5];  // potential >= threshold
    wire signed [8:0] after_reset_less = integrated - 9'sd32;  // the potential less the threshold
    // reset at once
    wire signed [7:0] after_reset = crossed ? after_reset_less[7:0] : integrated[7:0];

    assign next_state[7:0] = after_reset;
    assign spike = crossed;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, decayed_biased, after_reset_less};
endmodule

`default_nettype wire
