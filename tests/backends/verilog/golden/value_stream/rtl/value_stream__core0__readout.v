// Neuron of population readout: model li, 32 units of potential per unit of the network
//
//   v = decay * v + input
//
// One step of one neuron, combinational. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [11:0] v
//
// Program:
//   decay = 29
//   current = input * 2**5
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**5, toward_zero)
//   integrated = decayed + current
`default_nettype none

module value_stream__core0__readout (
    input  wire [11:0] state,
    input  wire signed [3:0] sum,
    output wire [11:0] next_state
);
    wire signed [11:0] v = state[11:0];
    wire signed [3:0] input_value = sum[3:0];  // accumulated weights
    wire signed [8:0] current = {input_value, 5'd0};
    wire signed [16:0] decayed_product_left = {{5{v[11]}}, v};
    wire signed [16:0] decayed_product_right = 17'sd29;
    wire signed [16:0] decayed_product = decayed_product_left * decayed_product_right;
    // toward zero
    wire signed [17:0] decayed_biased = {{1{decayed_product[16]}}, decayed_product} + {13'd0,
        {5{decayed_product[16]}}};
    wire signed [11:0] decayed = decayed_biased[16:5];  // decay
    // add the input of this step
    wire signed [11:0] integrated = decayed + {{3{current[8]}}, current};

    assign next_state[11:0] = integrated;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, decayed_biased};
endmodule

`default_nettype wire
