// Neuron of population free: model poisson, 256 units of p per unit of the network
//
//   p = input + rate, limited to 0 ... 1; spike where draw / 2**32 < p
//
// One step of one neuron, in 2 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [9:0] p
//   [41:10] draw
//
// Program:
//   rate = 64
//   current = input * 2**6
//   drive = current + rate
//   limited = clamp(drive, 0, 256)
//   spike_at = round(draw / 2**24, floor)
//   spike = limited > spike_at
//   draw_next = next random number after draw
`default_nettype none

module random_spikes__core0__free (
    input  wire clk,
    input  wire en,
    input  wire [41:0] state,
    input  wire signed [0:0] sum,
    output wire spike,
    output wire [41:0] next_state
);
    wire signed [9:0] p = state[9:0];
    wire signed [32:0] draw = {1'b0, state[41:10]};
    wire signed [0:0] input_value = sum[0:0];  // accumulated weights
    wire signed [0:0] current = 1'sd0;
    wire signed [7:0] drive = {{7{current[0]}}, current} + 8'sd64;  // input and rate
    wire signed [7:0] limited = drive < 8'sd0 ? 8'sd0 : drive;  // a probability
    wire signed [8:0] spike_at = draw[32:24];
    wire signed [32:0] draw_next_left = draw ^ {1'd0, draw[18:0], 13'd0};
    wire signed [32:0] draw_next_right = draw_next_left ^ {18'd0, draw_next_left[31:17]};
    // xorshift by 13, 17 and 5
    wire signed [32:0] draw_next = draw_next_right ^ {1'd0, draw_next_right[26:0], 5'd0};

    // Stage 1
    reg signed [7:0] limited_s1;
    reg signed [8:0] spike_at_s1;
    reg signed [32:0] draw_next_s1;
    always @(posedge clk) begin
        if (en) begin
            limited_s1 <= limited;
            spike_at_s1 <= spike_at;
            draw_next_s1 <= draw_next;
        end
    end
    wire spike_value = $signed({{1{limited_s1[7]}}, limited_s1}) > spike_at_s1;  // fire by chance

    assign next_state[9:0] = {{2{limited_s1[7]}}, limited_s1};
    assign next_state[41:10] = draw_next_s1[31:0];
    assign spike = spike_value;

    // Bits that the proved widths leave without a reader.
    wire unused = &{1'b0, p, input_value, draw_next_s1};
endmodule

`default_nettype wire
