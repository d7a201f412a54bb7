// Neuron of population cells: model if_curr_exp, 8 units of potential, 32 units of i_exc, 32 units
// of i_inh per unit of the network
//
//   i_exc = decay_exc * i_exc + exc; i_inh = decay_inh * i_inh + inh; v = decay * v + i_exc +
//   i_inh; spike when v >= threshold; then v = reset_value
//
// One step of one neuron, in 3 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [12:0] v
//   [22:13] i_exc
//   [34:23] i_inh
//
// The sums of its receptors enter packed, too:
//   [3:0] exc
//   [8:4] inh
//
// Program:
//   threshold = 32
//   reset_value = 0
//   decay = 3
//   decay_exc = 1
//   decay_inh = 3
//   exc_current = exc * 2**5
//   inh_current = inh * 2**5
//   i_exc_kept_product = i_exc * decay_exc
//   i_exc_kept = round(i_exc_kept_product / 2**1, nearest_even)
//   i_exc_fed = i_exc_kept + exc_current
//   i_inh_kept_product = i_inh * decay_inh
//   i_inh_kept = round(i_inh_kept_product / 2**2, nearest_even)
//   i_inh_fed = i_inh_kept + inh_current
//   i = i_exc_fed + i_inh_fed
//   i_moves = round(i / 2**2, nearest_even)
//   decayed_product = v * decay
//   decayed = round(decayed_product / 2**2, nearest_even)
//   integrated = decayed + i_moves
//   crossed = integrated >= threshold
//   after_reset = reset_value if crossed else integrated
`default_nettype none

module two_receptors__core0__cells (
    input  wire clk,
    input  wire en,
    input  wire [34:0] state,
    input  wire [8:0] sum,
    output wire spike,
    output wire [34:0] next_state
);
    wire signed [12:0] v = state[12:0];
    wire signed [9:0] i_exc = state[22:13];
    wire signed [11:0] i_inh = state[34:23];
    wire signed [3:0] exc = sum[3:0];  // accumulated weights
    wire signed [4:0] inh = sum[8:4];  // accumulated weights
    wire signed [8:0] exc_current = {exc, 5'd0};
    wire signed [9:0] inh_current = {inh, 5'd0};
    wire signed [9:0] i_exc_kept_product_wide = i_exc;
    wire signed [9:0] i_exc_kept_product = i_exc_kept_product_wide;  // i_exc * 1
    // to nearest, ties to even
    wire signed [10:0] i_exc_kept_biased = {{1{i_exc_kept_product[9]}}, i_exc_kept_product} +
        {10'd0, i_exc_kept_product[1]};
    wire signed [9:0] i_exc_kept = i_exc_kept_biased[10:1];  // decay of the current
    // add the input of this step
    wire signed [9:0] i_exc_fed = i_exc_kept + {{1{exc_current[8]}}, exc_current};
    wire signed [13:0] i_inh_kept_product_wide = {{2{i_inh[11]}}, i_inh};
    // i_inh * 3
    wire signed [13:0] i_inh_kept_product = (i_inh_kept_product_wide<<<2) - i_inh_kept_product_wide;
    // to nearest, ties to even
    wire signed [14:0] i_inh_kept_biased = {{1{i_inh_kept_product[13]}}, i_inh_kept_product} +
        {13'd0, i_inh_kept_product[2], {1{~i_inh_kept_product[2]}}};
    wire signed [11:0] i_inh_kept = i_inh_kept_biased[13:2];  // decay of the current
    // add the input of this step
    wire signed [11:0] i_inh_fed = i_inh_kept + {{2{inh_current[9]}}, inh_current};
    wire signed [14:0] decayed_product_wide = {{2{v[12]}}, v};
    // v * 3
    wire signed [14:0] decayed_product = (decayed_product_wide<<<2) - decayed_product_wide;
    // to nearest, ties to even
    wire signed [15:0] decayed_biased = {{1{decayed_product[14]}}, decayed_product} + {14'd0,
        decayed_product[2], {1{~decayed_product[2]}}};
    wire signed [12:0] decayed = decayed_biased[14:2];  // decay

    // Stage 1
    reg signed [9:0] i_exc_fed_s1;
    reg signed [11:0] i_inh_fed_s1;
    reg signed [12:0] decayed_s1;
    always @(posedge clk) begin
        if (en) begin
            i_exc_fed_s1 <= i_exc_fed;
            i_inh_fed_s1 <= i_inh_fed;
            decayed_s1 <= decayed;
        end
    end
    // both currents
    wire signed [12:0] i = {{3{i_exc_fed_s1[9]}}, i_exc_fed_s1} + {{1{i_inh_fed_s1[11]}},
        i_inh_fed_s1};
    // to nearest, ties to even
    wire signed [13:0] i_moves_biased = {{1{i[12]}}, i} + {12'd0, i[2], {1{~i[2]}}};
    wire signed [10:0] i_moves = i_moves_biased[12:2];  // a current of 1 moves the potential by 1
    // add the input of this step
    wire signed [12:0] integrated = decayed_s1 + {{2{i_moves[10]}}, i_moves};

    // Stage 2
    reg signed [12:0] integrated_s2;
    reg signed [9:0] i_exc_fed_s2;
    reg signed [11:0] i_inh_fed_s2;
    always @(posedge clk) begin
        if (en) begin
            integrated_s2 <= integrated;
            i_exc_fed_s2 <= i_exc_fed_s1;
            i_inh_fed_s2 <= i_inh_fed_s1;
        end
    end
    wire crossed = !integrated_s2[12] && |integrated_s2[11:5];  // potential >= threshold
    wire signed [12:0] after_reset = crossed ? 13'sd0 : integrated_s2;  // reset at once

    assign next_state[12:0] = after_reset;
    assign next_state[22:13] = i_exc_fed_s2;
    assign next_state[34:23] = i_inh_fed_s2;
    assign spike = crossed;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, i_exc_kept_biased, i_inh_kept_biased, decayed_biased, i_moves_biased};
endmodule

`default_nettype wire
