// Neuron of population sums: model li, 4 units of potential per unit of the network
//
//   v = decay * v + input
//
// One step of one neuron, in 7 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [9:0] v
//
// Program:
//   decay = 7
//   current = input * 2**2
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**3, nearest_even)
//   integrated = decayed + current
`default_nettype none

module shared_core__core0__sums (
    input  wire clk,
    input  wire en,
    input  wire [9:0] state,
    input  wire signed [4:0] sum,
    output wire [9:0] next_state
);
    wire signed [9:0] v = state[9:0];
    wire signed [4:0] input_value = sum[4:0];  // accumulated weights
    wire signed [6:0] current = {input_value, 2'd0};
    wire signed [12:0] decayed_product_wide = {{3{v[9]}}, v};
    // v * 7
    wire signed [12:0] decayed_product = (decayed_product_wide<<<3) - decayed_product_wide;

    // Stage 1
    reg signed [12:0] decayed_product_s1;
    reg signed [6:0] current_s1;
    always @(posedge clk) begin
        if (en) begin
            decayed_product_s1 <= decayed_product;
            current_s1 <= current;
        end
    end
    // to nearest, ties to even
    wire signed [13:0] decayed_biased = {{1{decayed_product_s1[12]}}, decayed_product_s1} + {11'd0,
        decayed_product_s1[3], {2{~decayed_product_s1[3]}}};
    wire signed [9:0] decayed = decayed_biased[12:3];  // decay

    // Stage 2
    reg signed [9:0] decayed_s2;
    reg signed [6:0] current_s2;
    always @(posedge clk) begin
        if (en) begin
            decayed_s2 <= decayed;
            current_s2 <= current_s1;
        end
    end
    // add the input of this step
    wire signed [9:0] integrated = decayed_s2 + {{3{current_s2[6]}}, current_s2};

    // Stage 3
    reg signed [9:0] integrated_s3;
    always @(posedge clk) begin
        if (en) begin
            integrated_s3 <= integrated;
        end
    end

    // Stage 4
    reg signed [9:0] integrated_s4;
    always @(posedge clk) begin
        if (en) begin
            integrated_s4 <= integrated_s3;
        end
    end

    // Stage 5
    reg signed [9:0] integrated_s5;
    always @(posedge clk) begin
        if (en) begin
            integrated_s5 <= integrated_s4;
        end
    end

    // Stage 6
    reg signed [9:0] integrated_s6;
    always @(posedge clk) begin
        if (en) begin
            integrated_s6 <= integrated_s5;
        end
    end

    assign next_state[9:0] = integrated_s6;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, decayed_biased};
endmodule

`default_nettype wire
