// Neuron of population pair: model if, 1 units of potential per unit of the network
//
//   v = v + input; spike when v >= threshold; then v = v - threshold
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [22:0] v
//
// Program:
//   threshold = 100
//   integrated = v + input
//   crossed = integrated >= threshold
//   after_reset_less = integrated - threshold
//   after_reset = after_reset_less if crossed else integrated
//   v_next = clamp(after_reset, -4194304, 4194303)
`default_nettype none

module weight_slices__core0__pair (
    input  wire clk,
    input  wire en,
    input  wire [22:0] state,
    input  wire signed [14:0] sum,
    output wire spike,
    output wire [22:0] next_state
);
    wire signed [22:0] v = state[22:0];
    wire signed [14:0] input_value = sum[14:0];  // accumulated weights
    // add the input of this step
    wire signed [23:0] integrated = {{1{v[22]}}, v} + {{9{input_value[14]}}, input_value};
    wire crossed = integrated >= 24'sd100;  // potential >= threshold
    // the potential less the threshold
    wire signed [23:0] after_reset_less = integrated - 24'sd100;

    // Stage 1
    reg crossed_s1;
    reg signed [23:0] after_reset_less_s1;
    reg signed [23:0] integrated_s1;
    always @(posedge clk) begin
        if (en) begin
            crossed_s1 <= crossed;
            after_reset_less_s1 <= after_reset_less;
            integrated_s1 <= integrated;
        end
    end
    // reset at once
    wire signed [23:0] after_reset = crossed_s1 ? after_reset_less_s1 : integrated_s1;
    wire v_next_fits = &after_reset[23:22] || ~|after_reset[23:22];
    // keep the potential in its format
    wire signed [22:0] v_next = v_next_fits ? after_reset[22:0] : {after_reset[23],
        {22{!after_reset[23]}}};

    assign next_state[22:0] = v_next;
    assign spike = crossed_s1;
endmodule

`default_nettype wire
