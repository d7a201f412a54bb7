// Neuron of population tired: model lif, 4 units of potential per unit of the network
//
//   v = decay * v + input; spike when v >= threshold; then v = v - threshold; for refractory steps
//   after a spike v is held and the neuron cannot fire
//
// One step of one neuron, in 7 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [7:0] v
//   [9:8] refractory_left
//
// Program:
//   decay = 3
//   current = input * 2**2
//   one = 1
//   resting = refractory_left >= one
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**2, nearest_even)
//   integrated = decayed + current
//   held = v if resting else integrated
//   crossed = held >= threshold
//   ready = not resting
//   spike = crossed and ready
//   after_reset_less = held - threshold
//   after_reset = after_reset_less if spike else held
//   less = refractory_left - one
//   waited = less if resting else refractory_left
//   left_next = refractory if spike else waited
`default_nettype none

module shared_core__core0__tired (
    input  wire clk,
    input  wire en,
    input  wire [9:0] state,
    input  wire [9:0] parameters,
    input  wire signed [4:0] sum,
    output wire spike,
    output wire [9:0] next_state
);
    wire signed [7:0] v = state[7:0];
    wire signed [2:0] refractory_left = {1'b0, state[9:8]};
    wire signed [6:0] threshold = parameters[6:0];
    wire signed [2:0] refractory = parameters[9:7];
    wire signed [4:0] input_value = sum[4:0];  // accumulated weights
    wire signed [6:0] current = {input_value, 2'd0};
    wire resting = !refractory_left[2] && |refractory_left[1:0];  // refractory in this step
    wire signed [9:0] decayed_product_wide = {{2{v[7]}}, v};
    wire signed [9:0] decayed_product = (decayed_product_wide<<<2) - decayed_product_wide;  // v * 3
    wire signed [2:0] less = refractory_left - 3'sd1;

    // Stage 1
    reg signed [9:0] decayed_product_s1;
    reg signed [6:0] current_s1;
    reg resting_s1;
    reg signed [7:0] v_s1;
    reg signed [6:0] threshold_s1;
    reg signed [2:0] less_s1;
    reg signed [2:0] refractory_left_s1;
    reg signed [2:0] refractory_s1;
    always @(posedge clk) begin
        if (en) begin
            decayed_product_s1 <= decayed_product;
            current_s1 <= current;
            resting_s1 <= resting;
            v_s1 <= v;
            threshold_s1 <= threshold;
            less_s1 <= less;
            refractory_left_s1 <= refractory_left;
            refractory_s1 <= refractory;
        end
    end
    // to nearest, ties to even
    wire signed [10:0] decayed_biased = {{1{decayed_product_s1[9]}}, decayed_product_s1} + {9'd0,
        decayed_product_s1[2], {1{~decayed_product_s1[2]}}};
    wire signed [7:0] decayed = decayed_biased[9:2];  // decay
    wire ready = !resting_s1;
    // one refractory step passed
    wire signed [2:0] waited = resting_s1 ? less_s1 : refractory_left_s1;

    // Stage 2
    reg signed [7:0] decayed_s2;
    reg signed [6:0] current_s2;
    reg resting_s2;
    reg signed [7:0] v_s2;
    reg signed [6:0] threshold_s2;
    reg ready_s2;
    reg signed [2:0] refractory_s2;
    reg signed [2:0] waited_s2;
    always @(posedge clk) begin
        if (en) begin
            decayed_s2 <= decayed;
            current_s2 <= current_s1;
            resting_s2 <= resting_s1;
            v_s2 <= v_s1;
            threshold_s2 <= threshold_s1;
            ready_s2 <= ready;
            refractory_s2 <= refractory_s1;
            waited_s2 <= waited;
        end
    end
    // add the input of this step
    wire signed [7:0] integrated = decayed_s2 + {{1{current_s2[6]}}, current_s2};

    // Stage 3
    reg resting_s3;
    reg signed [7:0] v_s3;
    reg signed [7:0] integrated_s3;
    reg signed [6:0] threshold_s3;
    reg ready_s3;
    reg signed [2:0] refractory_s3;
    reg signed [2:0] waited_s3;
    always @(posedge clk) begin
        if (en) begin
            resting_s3 <= resting_s2;
            v_s3 <= v_s2;
            integrated_s3 <= integrated;
            threshold_s3 <= threshold_s2;
            ready_s3 <= ready_s2;
            refractory_s3 <= refractory_s2;
            waited_s3 <= waited_s2;
        end
    end
    // a refractory neuron keeps its potential
    wire signed [7:0] held = resting_s3 ? v_s3 : integrated_s3;

    // Stage 4
    reg signed [7:0] held_s4;
    reg signed [6:0] threshold_s4;
    reg ready_s4;
    reg signed [2:0] refractory_s4;
    reg signed [2:0] waited_s4;
    always @(posedge clk) begin
        if (en) begin
            held_s4 <= held;
            threshold_s4 <= threshold_s3;
            ready_s4 <= ready_s3;
            refractory_s4 <= refractory_s3;
            waited_s4 <= waited_s3;
        end
    end
    // potential >= threshold
    wire crossed = held_s4 >= $signed({{1{threshold_s4[6]}}, threshold_s4});
    // the potential less the threshold
    wire signed [8:0] after_reset_less = {{1{held_s4[7]}}, held_s4} - {{2{threshold_s4[6]}},
        threshold_s4};

    // Stage 5
    reg crossed_s5;
    reg ready_s5;
    reg signed [8:0] after_reset_less_s5;
    reg signed [7:0] held_s5;
    reg signed [2:0] refractory_s5;
    reg signed [2:0] waited_s5;
    always @(posedge clk) begin
        if (en) begin
            crossed_s5 <= crossed;
            ready_s5 <= ready_s4;
            after_reset_less_s5 <= after_reset_less;
            held_s5 <= held_s4;
            refractory_s5 <= refractory_s4;
            waited_s5 <= waited_s4;
        end
    end
    wire spike_value = crossed_s5 && ready_s5;  // a refractory neuron cannot fire

    // Stage 6
    reg spike_value_s6;
    reg signed [8:0] after_reset_less_s6;
    reg signed [7:0] held_s6;
    reg signed [2:0] refractory_s6;
    reg signed [2:0] waited_s6;
    always @(posedge clk) begin
        if (en) begin
            spike_value_s6 <= spike_value;
            after_reset_less_s6 <= after_reset_less_s5;
            held_s6 <= held_s5;
            refractory_s6 <= refractory_s5;
            waited_s6 <= waited_s5;
        end
    end
    // reset at once
    wire signed [7:0] after_reset = spike_value_s6 ? after_reset_less_s6[7:0] : held_s6;
    // a spike starts the count
    wire signed [2:0] left_next = spike_value_s6 ? refractory_s6 : waited_s6;

    assign next_state[7:0] = after_reset;
    assign next_state[9:8] = left_next[1:0];
    assign spike = spike_value_s6;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, decayed_biased, after_reset_less_s6, left_next};
endmodule

`default_nettype wire
