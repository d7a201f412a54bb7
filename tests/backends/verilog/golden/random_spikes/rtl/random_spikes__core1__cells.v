// Neuron of population cells: model if, 1 units of potential per unit of the network
//
//   v = v + input; spike when v >= threshold; then v = v - threshold
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [9:0] v
//
// Program:
//   threshold = 2
//   integrated = v + input
//   crossed = integrated >= threshold
//   after_reset_less = integrated - threshold
//   after_reset = after_reset_less if crossed else integrated
//   v_next = clamp(after_reset, -512, 511)
`default_nettype none

module random_spikes__core1__cells (
    input  wire clk,
    input  wire en,
    input  wire [9:0] state,
    input  wire signed [2:0] sum,
    output wire spike,
    output wire [9:0] next_state
);
    wire signed [9:0] v = state[9:0];
    wire signed [2:0] input_value = sum[2:0];  // accumulated weights
    // add the input of this step
    wire signed [10:0] integrated = {{1{v[9]}}, v} + {{8{input_value[2]}}, input_value};
    wire crossed = !integrated[10] && |integrated[9:1];  // potential >= threshold
    wire signed [10:0] after_reset_less = integrated - 11'sd2;  // the potential less the threshold
    wire signed [10:0] after_reset = crossed ? after_reset_less : integrated;  // reset at once

    // Stage 1
    reg signed [10:0] after_reset_s1;
    reg crossed_s1;
    always @(posedge clk) begin
        if (en) begin
            after_reset_s1 <= after_reset;
            crossed_s1 <= crossed;
        end
    end
    wire v_next_fits = &after_reset_s1[10:9] || ~|after_reset_s1[10:9];
    // keep the potential in its format
    wire signed [9:0] v_next = v_next_fits ? after_reset_s1[9:0] : {after_reset_s1[10],
        {9{!after_reset_s1[10]}}};

    assign next_state[9:0] = v_next;
    assign spike = crossed_s1;
endmodule

`default_nettype wire
