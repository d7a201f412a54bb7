// Neuron of population pair: model lif, 1600 units of potential per unit of the network
//
//   v = decay * v + input; spike when v >= threshold; then v = v - threshold
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [12:0] v
//
// Program:
//   threshold = 1600
//   decay = 224
//   current = input * 2**5
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**8, nearest_even)
//   integrated = decayed + current
//   crossed = integrated >= threshold
//   after_reset_less = integrated - threshold
//   after_reset = after_reset_less if crossed else integrated
`default_nettype none

module two_neurons__core0__pair (
    input  wire clk,
    input  wire en,
    input  wire [12:0] state,
    input  wire signed [5:0] sum,
    output wire spike,
    output wire [12:0] next_state
);
    wire signed [12:0] v = state[12:0];
    wire signed [5:0] input_value = sum[5:0];  // accumulated weights
    wire signed [10:0] current = {input_value, 5'd0};
    wire signed [20:0] decayed_product_wide = {{8{v[12]}}, v};
    // v * 224
    wire signed [20:0] decayed_product = (decayed_product_wide<<<8) - (decayed_product_wide<<<5);
    // to nearest, ties to even
    wire signed [21:0] decayed_biased = {{1{decayed_product[20]}}, decayed_product} + {14'd0,
        decayed_product[8], {7{~decayed_product[8]}}};
    wire signed [12:0] decayed = decayed_biased[20:8];  // decay

    // Stage 1
    reg signed [12:0] decayed_s1;
    reg signed [10:0] current_s1;
    always @(posedge clk) begin
        if (en) begin
            decayed_s1 <= decayed;
            current_s1 <= current;
        end
    end
    // add the input of this step
    wire signed [13:0] integrated = {{1{decayed_s1[12]}}, decayed_s1} + {{3{current_s1[10]}},
        current_s1};
    wire crossed = integrated >= 14'sd1600;  // potential >= threshold
    // the potential less the threshold
    wire signed [13:0] after_reset_less = integrated - 14'sd1600;
    // reset at once
    wire signed [12:0] after_reset = crossed ? after_reset_less[12:0] : integrated[12:0];

    assign next_state[12:0] = after_reset;
    assign spike = crossed;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, v, input_value, current, decayed_product_wide, decayed_product,
        decayed_biased, decayed, decayed_s1, current_s1, integrated, crossed, after_reset_less,
        after_reset};
endmodule

`default_nettype wire
