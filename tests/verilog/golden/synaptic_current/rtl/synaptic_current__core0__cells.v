// Neuron of population cells: model cuba_lif, 64 units of potential, 128 units of i per unit of the
// network
//
//   i = decay_syn * i + input; v = decay * v + i; spike when v >= threshold; then v = reset_value
//
// One step of one neuron, in 3 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [13:0] v
//   [25:14] i
//
// Program:
//   threshold = 256
//   reset_value = 0
//   decay = 113
//   decay_syn = 23
//   current = input * 2**7
//   i_kept_product = i * decay_syn
//   i_kept = round(i_kept_product / 2**5, nearest_even)
//   i_fed = i_kept + current
//   i_moves = round(i_fed / 2**1, nearest_even)
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**7, nearest_even)
//   integrated = decayed + i_moves
//   crossed = integrated >= threshold
//   after_reset = reset_value if crossed else integrated
`default_nettype none

module synaptic_current__core0__cells (
    input  wire clk,
    input  wire en,
    input  wire [25:0] state,
    input  wire signed [2:0] sum,
    output wire spike,
    output wire [25:0] next_state
);
    wire signed [13:0] v = state[13:0];
    wire signed [11:0] i = state[25:14];
    wire signed [2:0] input_value = sum[2:0];  // accumulated weights
    wire signed [9:0] current = {input_value, 7'd0};
    wire signed [16:0] i_kept_product_wide = {{5{i[11]}}, i};
    // i * 23
    wire signed [16:0] i_kept_product = (i_kept_product_wide<<<5) - (i_kept_product_wide<<<3) -
        i_kept_product_wide;
    // to nearest, ties to even
    wire signed [17:0] i_kept_biased = {{1{i_kept_product[16]}}, i_kept_product} + {13'd0,
        i_kept_product[5], {4{~i_kept_product[5]}}};
    wire signed [11:0] i_kept = i_kept_biased[16:5];  // decay of the current
    wire signed [20:0] decayed_product_wide = {{7{v[13]}}, v};
    // v * 113
    wire signed [20:0] decayed_product = (decayed_product_wide<<<7) - (decayed_product_wide<<<4) +
        decayed_product_wide;
    // to nearest, ties to even
    wire signed [21:0] decayed_biased = {{1{decayed_product[20]}}, decayed_product} + {15'd0,
        decayed_product[7], {6{~decayed_product[7]}}};
    wire signed [13:0] decayed = decayed_biased[20:7];  // decay

    // Stage 1
    reg signed [11:0] i_kept_s1;
    reg signed [9:0] current_s1;
    reg signed [13:0] decayed_s1;
    always @(posedge clk) begin
        if (en) begin
            i_kept_s1 <= i_kept;
            current_s1 <= current;
            decayed_s1 <= decayed;
        end
    end
    // add the input of this step
    wire signed [11:0] i_fed = i_kept_s1 + {{2{current_s1[9]}}, current_s1};
    // to nearest, ties to even
    wire signed [12:0] i_moves_biased = {{1{i_fed[11]}}, i_fed} + {12'd0, i_fed[1]};
    wire signed [10:0] i_moves = i_moves_biased[11:1];  // a current of 1 moves the potential by 1
    // add the input of this step
    wire signed [13:0] integrated = decayed_s1 + {{3{i_moves[10]}}, i_moves};

    // Stage 2
    reg signed [13:0] integrated_s2;
    reg signed [11:0] i_fed_s2;
    always @(posedge clk) begin
        if (en) begin
            integrated_s2 <= integrated;
            i_fed_s2 <= i_fed;
        end
    end
    wire crossed = !integrated_s2[13] && |integrated_s2[12:8];  // potential >= threshold
    wire signed [13:0] after_reset = crossed ? 14'sd0 : integrated_s2;  // reset at once

    assign next_state[13:0] = after_reset;
    assign next_state[25:14] = i_fed_s2;
    assign spike = crossed;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, i_kept_biased, decayed_biased, i_moves_biased};
endmodule

`default_nettype wire
