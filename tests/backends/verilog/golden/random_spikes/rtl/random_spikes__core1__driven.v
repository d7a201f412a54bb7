// Neuron of population driven: model poisson, 256 units of p per unit of the network
//
//   p = input, limited to 0 ... 1; spike where draw / 2**32 < p
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [9:0] p
//   [41:10] draw
//
// Program:
//   current = input * 2**6
//   limited = clamp(current, 0, 256)
//   spike_at = round(draw / 2**24, floor)
//   spike = limited > spike_at
//   draw_next = next random number after draw
`default_nettype none

module random_spikes__core1__driven (
    input  wire clk,
    input  wire en,
    input  wire [41:0] state,
    input  wire signed [2:0] sum,
    output wire spike,
    output wire [41:0] next_state
);
    wire signed [9:0] p = state[9:0];
    wire signed [32:0] draw = {1'b0, state[41:10]};
    wire signed [2:0] input_value = sum[2:0];  // accumulated weights
    wire signed [8:0] current = {input_value, 6'd0};
    wire signed [8:0] limited = current < 9'sd0 ? 9'sd0 : current;  // a probability
    wire signed [8:0] spike_at = draw[32:24];
    wire spike_value = limited > spike_at;  // fire by chance
    wire signed [32:0] draw_next_left = draw ^ {1'd0, draw[18:0], 13'd0};
    wire signed [32:0] draw_next_right = draw_next_left ^ {18'd0, draw_next_left[31:17]};
    // xorshift by 13, 17 and 5
    wire signed [32:0] draw_next = draw_next_right ^ {1'd0, draw_next_right[26:0], 5'd0};

    // Stage 1
    reg signed [8:0] limited_s1;
    reg signed [32:0] draw_next_s1;
    reg spike_value_s1;
    always @(posedge clk) begin
        if (en) begin
            limited_s1 <= limited;
            draw_next_s1 <= draw_next;
            spike_value_s1 <= spike_value;
        end
    end

    assign next_state[9:0] = {{1{limited_s1[8]}}, limited_s1};
    assign next_state[41:10] = draw_next_s1[31:0];
    assign spike = spike_value_s1;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, p, draw_next_s1};
endmodule

`default_nettype wire
