// Neuron of population pair: model lif, 320 units of potential per unit of the network
//
//   v = decay * v + input; spike when v >= threshold; then v = v - threshold
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [10:0] v
//
// Program:
//   threshold = 320
//   decay = 7
//   current = input * 2**4
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**3, nearest_even)
//   integrated = decayed + current
//   crossed = integrated >= threshold
//   after_reset_less = integrated - threshold
//   after_reset = after_reset_less if crossed else integrated
`default_nettype none

module two_neurons__core0__pair (
    input  wire clk,
    input  wire en,
    input  wire [10:0] state,
    input  wire signed [4:0] sum,
    output wire spike,
    output wire [10:0] next_state
);
    wire signed [10:0] v = state[10:0];
    wire signed [4:0] input_value = sum[4:0];  // accumulated weights
    wire signed [8:0] current = {input_value, 4'd0};
    wire signed [13:0] decayed_product_wide = {{3{v[10]}}, v};
    // v * 7
    wire signed [13:0] decayed_product = (decayed_product_wide<<<3) - decayed_product_wide;
    // to nearest, ties to even
    wire signed [14:0] decayed_biased = {{1{decayed_product[13]}}, decayed_product} + {12'd0,
        decayed_product[3], {2{~decayed_product[3]}}};
    wire signed [10:0] decayed = decayed_biased[13:3];  // decay

    // Stage 1
    reg signed [10:0] decayed_s1;
    reg signed [8:0] current_s1;
    always @(posedge clk) begin
        if (en) begin
            decayed_s1 <= decayed;
            current_s1 <= current;
        end
    end
    // add the input of this step
    wire signed [11:0] integrated = {{1{decayed_s1[10]}}, decayed_s1} + {{3{current_s1[8]}},
        current_s1};
    wire crossed = integrated >= 12'sd320;  // potential >= threshold
    // the potential less the threshold
    wire signed [11:0] after_reset_less = integrated - 12'sd320;
    // reset at once
    wire signed [10:0] after_reset = crossed ? after_reset_less[10:0] : integrated[10:0];

    assign next_state[10:0] = after_reset;
    assign spike = crossed;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, decayed_biased, after_reset_less};
endmodule

`default_nettype wire
