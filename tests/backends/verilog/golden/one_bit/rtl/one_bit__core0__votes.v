// Neuron of population votes: model if, 1 units of potential per unit of the network
//
//   v = v + input; spike when v >= threshold; then v = reset_value
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [2:0] v
//
// Program:
//   threshold = 2
//   reset_value = 0
//   integrated = v + input
//   crossed = integrated >= threshold
//   after_reset = reset_value if crossed else integrated
//   v_next = clamp(after_reset, -4, 3)
`default_nettype none

module one_bit__core0__votes (
    input  wire clk,
    input  wire en,
    input  wire [2:0] state,
    input  wire signed [2:0] sum,
    output wire spike,
    output wire [2:0] next_state
);
    wire signed [2:0] v = state[2:0];
    wire signed [2:0] input_value = sum[2:0];  // accumulated weights
    // add the input of this step
    wire signed [3:0] integrated = {{1{v[2]}}, v} + {{1{input_value[2]}}, input_value};
    wire crossed = !integrated[3] && |integrated[2:1];  // potential >= threshold
    wire signed [3:0] after_reset = crossed ? 4'sd0 : integrated;  // reset at once

    // Stage 1
    reg signed [3:0] after_reset_s1;
    reg crossed_s1;
    always @(posedge clk) begin
        if (en) begin
            after_reset_s1 <= after_reset;
            crossed_s1 <= crossed;
        end
    end
    wire v_next_fits = &after_reset_s1[3:2] || ~|after_reset_s1[3:2];
    // keep the potential in its format
    wire signed [2:0] v_next = v_next_fits ? after_reset_s1[2:0] : {after_reset_s1[3],
        {2{!after_reset_s1[3]}}};

    assign next_state[2:0] = v_next;
    assign spike = crossed_s1;
endmodule

`default_nettype wire
