// Neuron of population bursts: model lif, 16 units of potential per unit of the network
//
//   v = decay * v + input; spike when v >= threshold, 5 spikes at most, one for each time that the
//   threshold goes into v; then v = v - spikes * threshold
//
// One step of one neuron, in 3 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [11:0] v
//
// Program:
//   threshold = 32
//   decay = 3
//   current = input * 2**4
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**2, nearest_even)
//   integrated = decayed + current
//   crossed = integrated >= threshold
//   times_0 = 0
//   times_1 = 1
//   times_2 = 2
//   times_3 = 3
//   times_4 = 4
//   times_5 = 5
//   left_2 = integrated - threshold
//   crossed_2 = left_2 >= threshold
//   left_3 = left_2 - threshold
//   crossed_3 = left_3 >= threshold
//   left_4 = left_3 - threshold
//   crossed_4 = left_4 >= threshold
//   left_5 = left_4 - threshold
//   crossed_5 = left_5 >= threshold
//   spikes_5 = times_5 if crossed_5 else times_4
//   spikes_4 = spikes_5 if crossed_4 else times_3
//   spikes_3 = spikes_4 if crossed_3 else times_2
//   spikes_2 = spikes_3 if crossed_2 else times_1
//   spikes = spikes_2 if crossed else times_0
//   after_reset_less_5 = left_5 - threshold
//   after_reset_5 = after_reset_less_5 if crossed_5 else left_5
//   after_reset_4 = after_reset_5 if crossed_4 else left_4
//   after_reset_3 = after_reset_4 if crossed_3 else left_3
//   after_reset_2 = after_reset_3 if crossed_2 else left_2
//   after_reset = after_reset_2 if crossed else integrated
`default_nettype none

module several_spikes__core1__bursts (
    input  wire clk,
    input  wire en,
    input  wire [11:0] state,
    input  wire signed [5:0] sum,
    output wire [2:0] spike,
    output wire [11:0] next_state
);
    wire signed [11:0] v = state[11:0];
    wire signed [5:0] input_value = sum[5:0];  // accumulated weights
    wire signed [9:0] current = {input_value, 4'd0};
    wire signed [13:0] decayed_product_wide = {{2{v[11]}}, v};
    // v * 3
    wire signed [13:0] decayed_product = (decayed_product_wide<<<2) - decayed_product_wide;
    // to nearest, ties to even
    wire signed [14:0] decayed_biased = {{1{decayed_product[13]}}, decayed_product} + {13'd0,
        decayed_product[2], {1{~decayed_product[2]}}};
    wire signed [11:0] decayed = decayed_biased[13:2];  // decay
    // add the input of this step
    wire signed [11:0] integrated = decayed + {{2{current[9]}}, current};

    // Stage 1
    reg signed [11:0] integrated_s1;
    always @(posedge clk) begin
        if (en) begin
            integrated_s1 <= integrated;
        end
    end
    wire crossed = !integrated_s1[11] && |integrated_s1[10:5];  // potential >= threshold
    wire signed [11:0] left_2 = integrated_s1 - 12'sd32;  // what is left of the potential
    wire crossed_2 = !left_2[11] && |left_2[10:5];  // the threshold is met 2 times
    wire signed [11:0] left_3 = left_2 - 12'sd32;  // what is left of the potential
    wire crossed_3 = !left_3[11] && |left_3[10:5];  // the threshold is met 3 times
    wire signed [11:0] left_4 = left_3 - 12'sd32;  // what is left of the potential
    wire crossed_4 = !left_4[11] && |left_4[10:5];  // the threshold is met 4 times
    wire signed [11:0] left_5 = left_4 - 12'sd32;  // what is left of the potential

    // Stage 2
    reg signed [11:0] left_5_s2;
    reg crossed_4_s2;
    reg crossed_3_s2;
    reg crossed_2_s2;
    reg crossed_s2;
    reg signed [11:0] left_4_s2;
    reg signed [11:0] left_3_s2;
    reg signed [11:0] left_2_s2;
    reg signed [11:0] integrated_s2;
    always @(posedge clk) begin
        if (en) begin
            left_5_s2 <= left_5;
            crossed_4_s2 <= crossed_4;
            crossed_3_s2 <= crossed_3;
            crossed_2_s2 <= crossed_2;
            crossed_s2 <= crossed;
            left_4_s2 <= left_4;
            left_3_s2 <= left_3;
            left_2_s2 <= left_2;
            integrated_s2 <= integrated_s1;
        end
    end
    wire crossed_5 = !left_5_s2[11] && |left_5_s2[10:5];  // the threshold is met 5 times
    wire signed [3:0] spikes_5 = crossed_5 ? 4'sd5 : 4'sd4;  // how many
    wire signed [3:0] spikes_4 = crossed_4_s2 ? spikes_5 : 4'sd3;  // how many
    wire signed [3:0] spikes_3 = crossed_3_s2 ? spikes_4 : 4'sd2;  // how many
    wire signed [3:0] spikes_2 = crossed_2_s2 ? spikes_3 : 4'sd1;  // how many
    wire signed [3:0] spikes = crossed_s2 ? spikes_2 : 4'sd0;  // how many
    // the potential less the threshold
    wire signed [11:0] after_reset_less_5 = left_5_s2 - 12'sd32;
    wire signed [11:0] after_reset_5 = crossed_5 ? after_reset_less_5 : left_5_s2;  // reset at once
    wire signed [11:0] after_reset_4 = crossed_4_s2 ? after_reset_5 : left_4_s2;  // reset at once
    wire signed [11:0] after_reset_3 = crossed_3_s2 ? after_reset_4 : left_3_s2;  // reset at once
    wire signed [11:0] after_reset_2 = crossed_2_s2 ? after_reset_3 : left_2_s2;  // reset at once
    wire signed [11:0] after_reset = crossed_s2 ? after_reset_2 : integrated_s2;  // reset at once

    assign next_state[11:0] = after_reset;
    assign spike = spikes[2:0];

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, decayed_biased, spikes};
endmodule

`default_nettype wire
