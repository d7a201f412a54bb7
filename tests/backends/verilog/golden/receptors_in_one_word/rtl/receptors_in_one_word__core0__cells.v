// Neuron of population cells: model if_curr_exp, 8 units of potential, 32 units of i_exc, 32 units
// of i_inh per unit of the network
//
//   i_exc = decay_exc * i_exc + exc; i_inh = decay_inh * i_inh + inh; v = decay * v + i_exc +
//   i_inh; spike when v >= threshold; then v = v - threshold
//
// One step of one neuron, combinational. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [10:0] v
//   [20:11] i_exc
//   [30:21] i_inh
//
// The sums of its receptors enter packed, too:
//   [3:0] exc
//   [6:4] inh
//
// Program:
//   threshold = 32
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
//   after_reset_less = integrated - threshold
//   after_reset = after_reset_less if crossed else integrated
`default_nettype none

module receptors_in_one_word__core0__cells (
    input  wire [30:0] state,
    input  wire [6:0] sum,
    output wire spike,
    output wire [30:0] next_state
);
    wire signed [10:0] v = state[10:0];
    wire signed [9:0] i_exc = state[20:11];
    wire signed [9:0] i_inh = state[30:21];
    wire signed [3:0] exc = sum[3:0];  // accumulated weights
    wire signed [2:0] inh = sum[6:4];  // accumulated weights
    wire signed [8:0] exc_current = {exc, 5'd0};
    wire signed [7:0] inh_current = {inh, 5'd0};
    wire signed [9:0] i_exc_kept_product_wide = i_exc;
    wire signed [9:0] i_exc_kept_product = i_exc_kept_product_wide;  // i_exc * 1
    // to nearest, ties to even
    wire signed [10:0] i_exc_kept_biased = {{1{i_exc_kept_product[9]}}, i_exc_kept_product} +
        {10'd0, i_exc_kept_product[1]};
    wire signed [9:0] i_exc_kept = i_exc_kept_biased[10:1];  // decay of the current
    // add the input of this step
    wire signed [9:0] i_exc_fed = i_exc_kept + {{1{exc_current[8]}}, exc_current};
    wire signed [11:0] i_inh_kept_product_wide = {{2{i_inh[9]}}, i_inh};
    // i_inh * 3
    wire signed [11:0] i_inh_kept_product = (i_inh_kept_product_wide<<<2) - i_inh_kept_product_wide;
    // to nearest, ties to even
    wire signed [12:0] i_inh_kept_biased = {{1{i_inh_kept_product[11]}}, i_inh_kept_product} +
        {11'd0, i_inh_kept_product[2], {1{~i_inh_kept_product[2]}}};
    wire signed [9:0] i_inh_kept = i_inh_kept_biased[11:2];  // decay of the current
    // add the input of this step
    wire signed [9:0] i_inh_fed = i_inh_kept + {{2{inh_current[7]}}, inh_current};
    // both currents
    wire signed [10:0] i = {{1{i_exc_fed[9]}}, i_exc_fed} + {{1{i_inh_fed[9]}}, i_inh_fed};
    // to nearest, ties to even
    wire signed [11:0] i_moves_biased = {{1{i[10]}}, i} + {10'd0, i[2], {1{~i[2]}}};
    wire signed [8:0] i_moves = i_moves_biased[10:2];  // a current of 1 moves the potential by 1
    wire signed [12:0] decayed_product_wide = {{2{v[10]}}, v};
    // v * 3
    wire signed [12:0] decayed_product = (decayed_product_wide<<<2) - decayed_product_wide;
    // to nearest, ties to even
    wire signed [13:0] decayed_biased = {{1{decayed_product[12]}}, decayed_product} + {12'd0,
        decayed_product[2], {1{~decayed_product[2]}}};
    wire signed [10:0] decayed = decayed_biased[12:2];  // decay
    // add the input of this step
    wire signed [10:0] integrated = decayed + {{2{i_moves[8]}}, i_moves};
    wire crossed = !integrated[10] && |integrated[9:5];  // potential >= threshold
    wire signed [10:0] after_reset_less = integrated - 11'sd32;  // the potential less the threshold
    wire signed [10:0] after_reset = crossed ? after_reset_less : integrated;  // reset at once

    assign next_state[10:0] = after_reset;
    assign next_state[20:11] = i_exc_fed;
    assign next_state[30:21] = i_inh_fed;
    assign spike = crossed;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, i_exc_kept_biased, i_inh_kept_biased, i_moves_biased, decayed_biased};
endmodule

`default_nettype wire
