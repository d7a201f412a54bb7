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
//   times_0 = 0
//   times_1 = 1
//   times_2 = 2
//   threshold_2 = 64
//   crossed_3 = integrated >= threshold_2
//   lower_3 = integrated - threshold_2
//   left_3 = lower_3 if crossed_3 else integrated
//   more_3 = 2
//   spikes_3 = more_3 if crossed_3 else times_0
//   crossed_2 = left_3 >= threshold_2
//   lower_2 = left_3 - threshold_2
//   left_2 = lower_2 if crossed_2 else left_3
//   more_2 = spikes_3 + times_2
//   spikes_2 = more_2 if crossed_2 else spikes_3
//   crossed = left_2 >= threshold
//   lower = left_2 - threshold
//   left = lower if crossed else left_2
//   more = spikes_2 + times_1
//   spikes = more if crossed else spikes_2
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
    wire crossed_3 = !integrated_s1[11] && |integrated_s1[10:6];  // it goes into what is left twice
    wire signed [11:0] lower_3 = integrated_s1 - 12'sd64;
    // what is left of the potential
    wire signed [11:0] left_3 = crossed_3 ? lower_3 : integrated_s1;
    wire signed [2:0] spikes_3 = crossed_3 ? 3'sd2 : 3'sd0;  // how many so far
    wire crossed_2 = !left_3[11] && |left_3[10:6];  // it goes into what is left twice
    wire signed [11:0] lower_2 = left_3 - 12'sd64;
    wire signed [11:0] left_2 = crossed_2 ? lower_2 : left_3;  // what is left of the potential
    wire signed [3:0] more_2 = {{1{spikes_3[2]}}, spikes_3} + 4'sd2;
    // how many so far
    wire signed [3:0] spikes_2 = crossed_2 ? more_2 : {{1{spikes_3[2]}}, spikes_3};
    wire crossed = !left_2[11] && |left_2[10:5];  // it goes into what is left once
    wire signed [11:0] lower = left_2 - 12'sd32;
    wire signed [3:0] more = spikes_2 + 4'sd1;

    // Stage 2
    reg crossed_s2;
    reg signed [11:0] lower_s2;
    reg signed [11:0] left_2_s2;
    reg signed [3:0] more_s2;
    reg signed [3:0] spikes_2_s2;
    always @(posedge clk) begin
        if (en) begin
            crossed_s2 <= crossed;
            lower_s2 <= lower;
            left_2_s2 <= left_2;
            more_s2 <= more;
            spikes_2_s2 <= spikes_2;
        end
    end
    wire signed [11:0] left = crossed_s2 ? lower_s2 : left_2_s2;  // what is left of the potential
    wire signed [3:0] spikes = crossed_s2 ? more_s2 : spikes_2_s2;  // how many so far

    assign next_state[11:0] = left;
    assign spike = spikes[2:0];

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, decayed_biased, spikes};
endmodule

`default_nettype wire
