// Neuron of population single: model if, 1 units of potential per unit of the network
//
//   v = v + input; spike when v >= threshold; then v = v - threshold
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [12:0] v
//
// Program:
//   threshold = 3
//   integrated = v + input
//   crossed = integrated >= threshold
//   after_reset_less = integrated - threshold
//   after_reset = after_reset_less if crossed else integrated
//   v_next = clamp(after_reset, -4096, 4095)
`default_nettype none

module several_spikes__core0__single (
    input  wire clk,
    input  wire en,
    input  wire [12:0] state,
    input  wire signed [4:0] sum,
    output wire spike,
    output wire [12:0] next_state
);
    wire signed [12:0] v = state[12:0];
    wire signed [4:0] input_value = sum[4:0];  // accumulated weights
    // add the input of this step
    wire signed [13:0] integrated = {{1{v[12]}}, v} + {{9{input_value[4]}}, input_value};
    wire crossed = integrated >= 14'sd3;  // potential >= threshold
    wire signed [13:0] after_reset_less = integrated - 14'sd3;  // the potential less the threshold
    wire signed [13:0] after_reset = crossed ? after_reset_less : integrated;  // reset at once

    // Stage 1
    reg signed [13:0] after_reset_s1;
    reg crossed_s1;
    always @(posedge clk) begin
        if (en) begin
            after_reset_s1 <= after_reset;
            crossed_s1 <= crossed;
        end
    end
    wire v_next_fits = &after_reset_s1[13:12] || ~|after_reset_s1[13:12];
    // keep the potential in its format
    wire signed [12:0] v_next = v_next_fits ? after_reset_s1[12:0] : {after_reset_s1[13],
        {12{!after_reset_s1[13]}}};

    assign next_state[12:0] = v_next;
    assign spike = crossed_s1;
endmodule

`default_nettype wire
