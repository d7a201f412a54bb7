// Neuron of population cells: model lif, 8 units of potential per unit of the network
//
//   v = decay * v + input; spike when v > threshold; then, at the start of the next step, v = v -
//   threshold
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [7:0] v
//   [8:8] fired
//
// Program:
//   threshold = 24
//   decay = 1
//   current = input * 2**3
//   restarted_less = v - threshold
//   restarted = restarted_less if fired else v
//   decayed_product = restarted * decay
//   decayed = round(decayed_product / 2**1, nearest_even)
//   integrated = decayed + current
//   crossed = integrated > threshold
`default_nettype none

module row_table__core0__cells (
    input  wire clk,
    input  wire en,
    input  wire [8:0] state,
    input  wire signed [3:0] sum,
    output wire spike,
    output wire [8:0] next_state
);
    wire signed [7:0] v = state[7:0];
    wire fired = state[8];
    wire signed [3:0] input_value = sum[3:0];  // accumulated weights
    wire signed [6:0] current = {input_value, 3'd0};
    wire signed [8:0] restarted_less = {{1{v[7]}}, v} - 9'sd24;  // the potential less the threshold
    // reset for the spike of the step before
    wire signed [8:0] restarted = fired ? restarted_less : {{1{v[7]}}, v};
    wire signed [8:0] decayed_product_wide = restarted;
    wire signed [8:0] decayed_product = decayed_product_wide;  // restarted * 1
    // to nearest, ties to even
    wire signed [9:0] decayed_biased = {{1{decayed_product[8]}}, decayed_product} + {9'd0,
        decayed_product[1]};
    wire signed [7:0] decayed = decayed_biased[8:1];  // decay

    // Stage 1
    reg signed [7:0] decayed_s1;
    reg signed [6:0] current_s1;
    always @(posedge clk) begin
        if (en) begin
            decayed_s1 <= decayed;
            current_s1 <= current;
        end
    end
    // add the input of this step
    wire signed [7:0] integrated = decayed_s1 + {{1{current_s1[6]}}, current_s1};
    wire crossed = integrated > 8'sd24;  // potential > threshold

    assign next_state[7:0] = integrated;
    assign next_state[8:8] = crossed;
    assign spike = crossed;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, decayed_biased};
endmodule

`default_nettype wire
