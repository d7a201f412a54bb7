// Neuron of population sum: model relay, 1 units of potential per unit of the network
//
//   value = input, which is sent
//
// One step of one neuron, combinational. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [5:0] value
//
// Program:
//   current = input * 2**3
//   number = round(current / 2**2, nearest_even)
//   sent = clamp(number, -32, 31)
`default_nettype none

module numbers__core1__sum (
    input  wire [5:0] state,
    input  wire signed [7:0] sum,
    output wire [5:0] spike,
    output wire [5:0] next_state
);
    wire signed [5:0] value = state[5:0];
    wire signed [7:0] input_value = sum[7:0];  // accumulated weights
    wire signed [10:0] current = {input_value, 3'd0};
    // to nearest, ties to even
    wire signed [11:0] number_biased = {{1{current[10]}}, current} + {10'd0, current[2],
        {1{~current[2]}}};
    wire signed [8:0] number = number_biased[10:2];  // in the unit that is sent
    wire sent_fits = &number[8:5] || ~|number[8:5];
    // keep it in its format
    wire signed [5:0] sent = sent_fits ? number[5:0] : {number[8], {5{!number[8]}}};

    assign next_state[5:0] = sent;
    assign spike = sent;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, value, number_biased};
endmodule

`default_nettype wire
