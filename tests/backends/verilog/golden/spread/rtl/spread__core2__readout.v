// Neuron of population readout: model li, 16 units of potential per unit of the network
//
//   v = decay * v + input
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [10:0] v
//
// Program:
//   decay = 3
//   current = input * 2**4
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**2, nearest_even)
//   integrated = decayed + current
`default_nettype none

module spread__core2__readout (
    input  wire clk,
    input  wire en,
    input  wire [10:0] state,
    input  wire signed [4:0] sum,
    output wire [10:0] next_state
);
    wire signed [10:0] v = state[10:0];
    wire signed [4:0] input_value = sum[4:0];  // accumulated weights
    wire signed [8:0] current = {input_value, 4'd0};
    wire signed [12:0] decayed_product_wide = {{2{v[10]}}, v};
    // v * 3
    wire signed [12:0] decayed_product = (decayed_product_wide<<<2) - decayed_product_wide;
    // to nearest, ties to even
    wire signed [13:0] decayed_biased = {{1{decayed_product[12]}}, decayed_product} + {12'd0,
        decayed_product[2], {1{~decayed_product[2]}}};
    wire signed [10:0] decayed = decayed_biased[12:2];  // decay

    // Stage 1
    reg signed [10:0] decayed_s1;
    reg signed [8:0] current_s1;
    always @(posedge clk) begin
        if (en) begin
            decayed_s1 <= decayed;
            current_s1 <= current;
        end
    end
    // add the input of this step
    wire signed [10:0] integrated = decayed_s1 + {{2{current_s1[8]}}, current_s1};

    assign next_state[10:0] = integrated;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, decayed_biased};
endmodule

`default_nettype wire
