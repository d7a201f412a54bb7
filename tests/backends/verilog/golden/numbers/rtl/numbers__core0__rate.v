// Neuron of population rate: model relu, 0.5 units of potential per unit of the network
//
//   value = max(input + bias, 0), which is sent
//
// One step of one neuron, combinational. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [5:0] value
//
// Program:
//   bias = 2
//   current = input * 2**1
//   drive = current + bias
//   none = 0
//   positive = drive >= none
//   rectified = drive if positive else none
//   number = round(rectified / 2**2, nearest_even)
`default_nettype none

module numbers__core0__rate (
    input  wire [5:0] state,
    input  wire signed [5:0] sum,
    output wire [5:0] spike,
    output wire [5:0] next_state
);
    wire signed [5:0] value = state[5:0];
    wire signed [5:0] input_value = sum[5:0];  // accumulated weights
    wire signed [6:0] current = {input_value, 1'd0};
    wire signed [7:0] drive = {{1{current[6]}}, current} + 8'sd2;  // input and bias
    wire positive = drive >= 8'sd0;  // above 0
    wire signed [7:0] rectified = positive ? drive : 8'sd0;  // no less than 0
    // to nearest, ties to even
    wire signed [8:0] number_biased = {{1{rectified[7]}}, rectified} + {7'd0, rectified[2],
        {1{~rectified[2]}}};
    wire signed [5:0] number = number_biased[7:2];  // in the unit that is sent

    assign next_state[5:0] = number;
    assign spike = number;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, value, number_biased};
endmodule

`default_nettype wire
