// Neuron of population cells: model cuba_lif, 64 units of potential, 128 units of i per unit of the
// network
//
//   i = decay_syn * i + input; v = decay * v + i; spike when v >= threshold; then, at the end of
//   the next step, v = reset_value
//
// One step of one neuron, in 4 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [31:0] v
//   [63:32] i
//   [64:64] fired
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
//   reset_late = reset_value if fired else integrated
//   crossed = reset_late >= threshold
//   v_next = clamp(reset_late, -2147483648, 2147483647)
`default_nettype none

module synaptic_current__core0__cells (
    input  wire clk,
    input  wire en,
    input  wire [64:0] state,
    input  wire signed [2:0] sum,
    output wire spike,
    output wire [64:0] next_state
);
    wire signed [31:0] v = state[31:0];
    wire signed [31:0] i = state[63:32];
    wire fired = state[64];
    wire signed [2:0] input_value = sum[2:0];  // accumulated weights
    wire signed [9:0] current = {input_value, 7'd0};
    wire signed [36:0] i_kept_product_wide = {{5{i[31]}}, i};
    // i * 23
    wire signed [36:0] i_kept_product = (i_kept_product_wide<<<5) - (i_kept_product_wide<<<3) -
        i_kept_product_wide;
    wire signed [38:0] decayed_product_wide = {{7{v[31]}}, v};
    // v * 113
    wire signed [38:0] decayed_product = (decayed_product_wide<<<7) - (decayed_product_wide<<<4) +
        decayed_product_wide;

    // Stage 1
    reg signed [36:0] i_kept_product_s1;
    reg signed [9:0] current_s1;
    reg signed [38:0] decayed_product_s1;
    reg fired_s1;
    always @(posedge clk) begin
        if (en) begin
            i_kept_product_s1 <= i_kept_product;
            current_s1 <= current;
            decayed_product_s1 <= decayed_product;
            fired_s1 <= fired;
        end
    end
    // to nearest, ties to even
    wire signed [37:0] i_kept_biased = {{1{i_kept_product_s1[36]}}, i_kept_product_s1} + {33'd0,
        i_kept_product_s1[5], {4{~i_kept_product_s1[5]}}};
    wire signed [31:0] i_kept = i_kept_biased[36:5];  // decay of the current
    // add the input of this step
    wire signed [31:0] i_fed = i_kept + {{22{current_s1[9]}}, current_s1};
    // to nearest, ties to even
    wire signed [32:0] i_moves_biased = {{1{i_fed[31]}}, i_fed} + {32'd0, i_fed[1]};
    wire signed [30:0] i_moves = i_moves_biased[31:1];  // a current of 1 moves the potential by 1
    // to nearest, ties to even
    wire signed [39:0] decayed_biased = {{1{decayed_product_s1[38]}}, decayed_product_s1} + {33'd0,
        decayed_product_s1[7], {6{~decayed_product_s1[7]}}};
    wire signed [31:0] decayed = decayed_biased[38:7];  // decay

    // Stage 2
    reg signed [31:0] decayed_s2;
    reg signed [30:0] i_moves_s2;
    reg fired_s2;
    reg signed [31:0] i_fed_s2;
    always @(posedge clk) begin
        if (en) begin
            decayed_s2 <= decayed;
            i_moves_s2 <= i_moves;
            fired_s2 <= fired_s1;
            i_fed_s2 <= i_fed;
        end
    end
    // add the input of this step
    wire signed [32:0] integrated = {{1{decayed_s2[31]}}, decayed_s2} + {{2{i_moves_s2[30]}},
        i_moves_s2};
    // reset for the spike of the step before
    wire signed [32:0] reset_late = fired_s2 ? 33'sd0 : integrated;
    wire crossed = !reset_late[32] && |reset_late[31:8];  // potential >= threshold

    // Stage 3
    reg signed [32:0] reset_late_s3;
    reg signed [31:0] i_fed_s3;
    reg crossed_s3;
    always @(posedge clk) begin
        if (en) begin
            reset_late_s3 <= reset_late;
            i_fed_s3 <= i_fed_s2;
            crossed_s3 <= crossed;
        end
    end
    wire v_next_fits = &reset_late_s3[32:31] || ~|reset_late_s3[32:31];
    // keep the potential in its format
    wire signed [31:0] v_next = v_next_fits ? reset_late_s3[31:0] : {reset_late_s3[32],
        {31{!reset_late_s3[32]}}};

    assign next_state[31:0] = v_next;
    assign next_state[63:32] = i_fed_s3;
    assign next_state[64:64] = crossed_s3;
    assign spike = crossed_s3;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, i_kept_biased, i_moves_biased, decayed_biased};
endmodule

`default_nettype wire
