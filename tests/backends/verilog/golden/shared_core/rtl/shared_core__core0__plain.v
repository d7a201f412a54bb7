// Neuron of population plain: model if, 4 units of potential per unit of the network
//
//   v = v + input; spike when v >= threshold; then v = v - threshold
//
// One step of one neuron, in 7 pipeline stages. The state of a neuron is kept in memory beside
// this module, packed, lowest bits first:
//   [13:0] v
//
// Program:
//   threshold = 16
//   current = input * 2**2
//   integrated = v + current
//   crossed = integrated >= threshold
//   after_reset_less = integrated - threshold
//   after_reset = after_reset_less if crossed else integrated
//   v_next = clamp(after_reset, -8192, 8191)
`default_nettype none

module shared_core__core0__plain (
    input  wire clk,
    input  wire en,
    input  wire [13:0] state,
    input  wire signed [3:0] sum,
    output wire spike,
    output wire [13:0] next_state
);
    wire signed [13:0] v = state[13:0];
    wire signed [3:0] input_value = sum[3:0];  // accumulated weights
    wire signed [5:0] current = {input_value, 2'd0};
    // add the input of this step
    wire signed [14:0] integrated = {{1{v[13]}}, v} + {{9{current[5]}}, current};

    // Stage 1
    reg signed [14:0] integrated_s1;
    always @(posedge clk) begin
        if (en) begin
            integrated_s1 <= integrated;
        end
    end
    wire crossed = !integrated_s1[14] && |integrated_s1[13:4];  // potential >= threshold
    // the potential less the threshold
    wire signed [14:0] after_reset_less = integrated_s1 - 15'sd16;

    // Stage 2
    reg crossed_s2;
    reg signed [14:0] after_reset_less_s2;
    reg signed [14:0] integrated_s2;
    always @(posedge clk) begin
        if (en) begin
            crossed_s2 <= crossed;
            after_reset_less_s2 <= after_reset_less;
            integrated_s2 <= integrated_s1;
        end
    end
    // reset at once
    wire signed [14:0] after_reset = crossed_s2 ? after_reset_less_s2 : integrated_s2;

    // Stage 3
    reg signed [14:0] after_reset_s3;
    reg crossed_s3;
    always @(posedge clk) begin
        if (en) begin
            after_reset_s3 <= after_reset;
            crossed_s3 <= crossed_s2;
        end
    end
    wire v_next_fits = &after_reset_s3[14:13] || ~|after_reset_s3[14:13];

    // Stage 4
    reg v_next_fits_s4;
    reg signed [14:0] after_reset_s4;
    reg crossed_s4;
    always @(posedge clk) begin
        if (en) begin
            v_next_fits_s4 <= v_next_fits;
            after_reset_s4 <= after_reset_s3;
            crossed_s4 <= crossed_s3;
        end
    end
    // keep the potential in its format
    wire signed [13:0] v_next = v_next_fits_s4 ? after_reset_s4[13:0] : {after_reset_s4[14],
        {13{!after_reset_s4[14]}}};

    // Stage 5
    reg signed [13:0] v_next_s5;
    reg crossed_s5;
    always @(posedge clk) begin
        if (en) begin
            v_next_s5 <= v_next;
            crossed_s5 <= crossed_s4;
        end
    end

    // Stage 6
    reg signed [13:0] v_next_s6;
    reg crossed_s6;
    always @(posedge clk) begin
        if (en) begin
            v_next_s6 <= v_next_s5;
            crossed_s6 <= crossed_s5;
        end
    end

    assign next_state[13:0] = v_next_s6;
    assign spike = crossed_s6;
endmodule

`default_nettype wire
