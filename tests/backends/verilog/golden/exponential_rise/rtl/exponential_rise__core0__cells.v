// Neuron of population cells: model eif, 4 units of potential per unit of the network
//
//   v = v + pace * (rest - v + slope_factor * exp((v - rheobase) / slope_factor) + input); spike
//   when v >= threshold; then v = reset_value
//
// One step of one neuron, in 5 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [5:0] v
//
// Program:
//   threshold = 16
//   reset_value = 0
//   rest = 0
//   rheobase = 8
//   pace = 1
//   slope_factor = 1
//   per_slope_factor = 1
//   current = input * 2**2
//   beyond = v - rheobase
//   exponent = beyond * per_slope_factor
//   growth_within = clamp(exponent, -40, 23)
//   growth_lowest = -40
//   growth_offset = growth_within - growth_lowest
//   growth_index = round(growth_offset / 2**1, floor)
//   growth_beyond = growth_offset mod 2**1
//   growth_base = table[growth_index], 32 entries of 0 … 979
//   growth_step = table[growth_index], 32 entries of 0 … 635
//   growth_rise = growth_step * growth_beyond
//   growth_more = round(growth_rise / 2**1, nearest_even)
//   growth = growth_base + growth_more
//   rise = growth * slope_factor
//   below_rest = rest - v
//   rate = below_rest + rise
//   pushed = rate + current
//   change_product = pushed * pace
//   change = round(change_product / 2**2, nearest_even)
//   moved = v + change
//   spike = moved >= threshold
//   v_reset = reset_value if spike else moved
//   v_next = clamp(v_reset, -32, 31)
`default_nettype none

module exponential_rise__core0__cells (
    input  wire clk,
    input  wire en,
    input  wire [5:0] state,
    input  wire signed [2:0] sum,
    output wire spike,
    output wire [5:0] next_state
);

    function signed [10:0] growth_base_at;
        input [4:0] index;
        case (index)
            5'd0: growth_base_at = 11'sd0;
            5'd1: growth_base_at = 11'sd0;
            5'd2: growth_base_at = 11'sd0;
            5'd3: growth_base_at = 11'sd0;
            5'd4: growth_base_at = 11'sd0;
            5'd5: growth_base_at = 11'sd0;
            5'd6: growth_base_at = 11'sd0;
            5'd7: growth_base_at = 11'sd0;
            5'd8: growth_base_at = 11'sd0;
            5'd9: growth_base_at = 11'sd0;
            5'd10: growth_base_at = 11'sd0;
            5'd11: growth_base_at = 11'sd0;
            5'd12: growth_base_at = 11'sd0;
            5'd13: growth_base_at = 11'sd0;
            5'd14: growth_base_at = 11'sd0;
            5'd15: growth_base_at = 11'sd0;
            5'd16: growth_base_at = 11'sd1;
            5'd17: growth_base_at = 11'sd1;
            5'd18: growth_base_at = 11'sd1;
            5'd19: growth_base_at = 11'sd2;
            5'd20: growth_base_at = 11'sd4;
            5'd21: growth_base_at = 11'sd7;
            5'd22: growth_base_at = 11'sd11;
            5'd23: growth_base_at = 11'sd18;
            5'd24: growth_base_at = 11'sd30;
            5'd25: growth_base_at = 11'sd49;
            5'd26: growth_base_at = 11'sd80;
            5'd27: growth_base_at = 11'sd132;
            5'd28: growth_base_at = 11'sd218;
            5'd29: growth_base_at = 11'sd360;
            5'd30: growth_base_at = 11'sd594;
            default: growth_base_at = 11'sd979;
        endcase
    endfunction

    function signed [10:0] growth_step_at;
        input [4:0] index;
        case (index)
            5'd0: growth_step_at = 11'sd0;
            5'd1: growth_step_at = 11'sd0;
            5'd2: growth_step_at = 11'sd0;
            5'd3: growth_step_at = 11'sd0;
            5'd4: growth_step_at = 11'sd0;
            5'd5: growth_step_at = 11'sd0;
            5'd6: growth_step_at = 11'sd0;
            5'd7: growth_step_at = 11'sd0;
            5'd8: growth_step_at = 11'sd0;
            5'd9: growth_step_at = 11'sd0;
            5'd10: growth_step_at = 11'sd0;
            5'd11: growth_step_at = 11'sd0;
            5'd12: growth_step_at = 11'sd0;
            5'd13: growth_step_at = 11'sd0;
            5'd14: growth_step_at = 11'sd0;
            5'd15: growth_step_at = 11'sd1;
            5'd16: growth_step_at = 11'sd0;
            5'd17: growth_step_at = 11'sd0;
            5'd18: growth_step_at = 11'sd1;
            5'd19: growth_step_at = 11'sd2;
            5'd20: growth_step_at = 11'sd3;
            5'd21: growth_step_at = 11'sd4;
            5'd22: growth_step_at = 11'sd7;
            5'd23: growth_step_at = 11'sd12;
            5'd24: growth_step_at = 11'sd19;
            5'd25: growth_step_at = 11'sd31;
            5'd26: growth_step_at = 11'sd52;
            5'd27: growth_step_at = 11'sd86;
            5'd28: growth_step_at = 11'sd142;
            5'd29: growth_step_at = 11'sd234;
            5'd30: growth_step_at = 11'sd385;
            default: growth_step_at = 11'sd635;
        endcase
    endfunction
    wire signed [5:0] v = state[5:0];
    wire signed [2:0] input_value = sum[2:0];  // accumulated weights
    wire signed [4:0] current = {input_value, 2'd0};
    wire signed [6:0] beyond = {{1{v[5]}}, v} - 7'sd8;  // distance from the rheobase
    wire signed [6:0] exponent_wide = beyond;
    wire signed [6:0] exponent = exponent_wide;  // beyond * 1
    wire signed [6:0] growth_within = exponent > 7'sd23 ? 7'sd23 : exponent < -7'sd40 ? -7'sd40 :
        exponent;
    wire signed [6:0] growth_offset = growth_within - -7'sd40;
    wire signed [5:0] growth_index = growth_offset[6:1];
    wire signed [1:0] growth_beyond = {1'd0, growth_offset[0]};
    wire signed [6:0] below_rest = 7'sd0 - {{1{v[5]}}, v};  // the leak

    // Stage 1
    reg signed [5:0] growth_index_s1;
    reg signed [1:0] growth_beyond_s1;
    reg signed [6:0] below_rest_s1;
    reg signed [4:0] current_s1;
    reg signed [5:0] v_s1;
    always @(posedge clk) begin
        if (en) begin
            growth_index_s1 <= growth_index;
            growth_beyond_s1 <= growth_beyond;
            below_rest_s1 <= below_rest;
            current_s1 <= current;
            v_s1 <= v;
        end
    end
    wire signed [10:0] growth_base = growth_base_at(growth_index_s1[4:0]);
    wire signed [10:0] growth_step = growth_step_at(growth_index_s1[4:0]);
    wire signed [10:0] growth_rise_left = growth_step;
    wire signed [10:0] growth_rise_right = {{9{growth_beyond_s1[1]}}, growth_beyond_s1};
    wire signed [10:0] growth_rise = growth_rise_left * growth_rise_right;

    // Stage 2
    reg signed [10:0] growth_rise_s2;
    reg signed [10:0] growth_base_s2;
    reg signed [6:0] below_rest_s2;
    reg signed [4:0] current_s2;
    reg signed [5:0] v_s2;
    always @(posedge clk) begin
        if (en) begin
            growth_rise_s2 <= growth_rise;
            growth_base_s2 <= growth_base;
            below_rest_s2 <= below_rest_s1;
            current_s2 <= current_s1;
            v_s2 <= v_s1;
        end
    end
    // to nearest, ties to even
    wire signed [11:0] growth_more_biased = {{1{growth_rise_s2[10]}}, growth_rise_s2} + {11'd0,
        growth_rise_s2[1]};
    wire signed [9:0] growth_more = growth_more_biased[10:1];
    wire signed [11:0] growth = {{1{growth_base_s2[10]}}, growth_base_s2} + {{2{growth_more[9]}},
        growth_more};
    wire signed [11:0] rise_wide = growth;
    wire signed [11:0] rise = rise_wide;  // growth * 1
    // what v does by itself
    wire signed [11:0] rate = {{5{below_rest_s2[6]}}, below_rest_s2} + rise;
    // and the input of this step
    wire signed [11:0] pushed = rate + {{7{current_s2[4]}}, current_s2};
    wire signed [11:0] change_product_wide = pushed;
    wire signed [11:0] change_product = change_product_wide;  // pushed * 1

    // Stage 3
    reg signed [11:0] change_product_s3;
    reg signed [5:0] v_s3;
    always @(posedge clk) begin
        if (en) begin
            change_product_s3 <= change_product;
            v_s3 <= v_s2;
        end
    end
    // to nearest, ties to even
    wire signed [12:0] change_biased = {{1{change_product_s3[11]}}, change_product_s3} + {11'd0,
        change_product_s3[2], {1{~change_product_s3[2]}}};
    wire signed [9:0] change = change_biased[11:2];  // dt / tau of the derivative
    wire signed [9:0] moved = {{4{v_s3[5]}}, v_s3} + change;  // a step of Euler
    wire spike_value = !moved[9] && |moved[8:4];  // potential >= threshold
    wire signed [6:0] v_reset = spike_value ? 7'sd0 : moved[6:0];  // reset at once

    // Stage 4
    reg signed [6:0] v_reset_s4;
    reg spike_value_s4;
    always @(posedge clk) begin
        if (en) begin
            v_reset_s4 <= v_reset;
            spike_value_s4 <= spike_value;
        end
    end
    wire v_next_fits = &v_reset_s4[6:5] || ~|v_reset_s4[6:5];
    // keep the potential in its format
    wire signed [5:0] v_next = v_next_fits ? v_reset_s4[5:0] : {v_reset_s4[6], {5{!v_reset_s4[6]}}};

    assign next_state[5:0] = v_next;
    assign spike = spike_value_s4;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, growth_index_s1, growth_more_biased, change_biased};
endmodule

`default_nettype wire
