// Neuron of population clock: model if, 1 units of potential per unit of the network
//
//   v = v + input + bias; spike when v >= threshold; then v = v - threshold
//
// One step of one neuron, combinational. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [4:0] v
//
// Program:
//   threshold = 8
//   drive = input + bias
//   integrated = v + drive
//   crossed = integrated >= threshold
//   after_reset_less = integrated - threshold
//   after_reset = after_reset_less if crossed else integrated
`default_nettype none

module bias_only__core0__clock (
    input  wire [4:0] state,
    input  wire [2:0] parameters,
    input  wire signed [0:0] sum,
    output wire spike,
    output wire [4:0] next_state
);
    wire signed [4:0] v = state[4:0];
    wire signed [2:0] bias = parameters[2:0];
    wire signed [0:0] input_value = sum[0:0];  // accumulated weights
    // synaptic input and bias current
    wire signed [2:0] drive = {{2{input_value[0]}}, input_value} + bias;
    // add the input of this step
    wire signed [5:0] integrated = {{1{v[4]}}, v} + {{3{drive[2]}}, drive};
    wire crossed = !integrated[5] && |integrated[4:3];  // potential >= threshold
    wire signed [5:0] after_reset_less = integrated - 6'sd8;  // the potential less the threshold
    // reset at once
    wire signed [4:0] after_reset = crossed ? after_reset_less[4:0] : integrated[4:0];

    assign next_state[4:0] = after_reset;
    assign spike = crossed;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, after_reset_less};
endmodule

`default_nettype wire
