// Testbench of network spread: 1 samples of 2 steps
`default_nettype none

module spread__testbench (
    input  wire clk,
    input  wire rst,
    input  wire [7:0] idle,
    input  wire [7:0] stall,
    output wire done
);
    reg [31:0] clock;
    integer clocks;

    initial begin
        clocks = 0;
    end

    always @(posedge rst) begin
        if (clocks != 0) begin
            $fclose(clocks);
        end
        clocks = $fopen("clocks.log", "w");
    end

    always @(posedge clk) begin
        clock <= rst ? 32'd0 : clock + 32'd1;
    end

    wire [0:0] s_x_tdata;
    wire s_x_tvalid;
    wire s_x_tready;
    wire s_x_tlast;
    wire s_x_tkeep;
    wire s_x_tuser;

    wire [13:0] m_readout_tdata;
    wire m_readout_tvalid;
    wire m_readout_tready;
    wire m_readout_tlast;
    wire m_readout_tkeep;
    wire m_readout_tuser;

    spread dut (
        .s_x_tdata  (s_x_tdata),
        .s_x_tvalid (s_x_tvalid),
        .s_x_tready (s_x_tready),
        .s_x_tlast  (s_x_tlast),
        .s_x_tkeep  (s_x_tkeep),
        .s_x_tuser  (s_x_tuser),
        .m_readout_tdata  (m_readout_tdata),
        .m_readout_tvalid (m_readout_tvalid),
        .m_readout_tready (m_readout_tready),
        .m_readout_tlast  (m_readout_tlast),
        .m_readout_tkeep  (m_readout_tkeep),
        .m_readout_tuser  (m_readout_tuser),
        .clk (clk),
        .rst (rst)
    );

    wire s_x_first;
    wire s_x_finished;

    stream_source #(
        .WIDTH (1),
        .BEATS (4),
        .SEED  (1),
        .FILE  ("s_x.beats")
    ) u_s_x (
        .clk      (clk),
        .rst      (rst),
        .idle     (idle),
        .first    (s_x_first),
        .finished (s_x_finished),
        .m_tdata  (s_x_tdata),
        .m_tvalid (s_x_tvalid),
        .m_tready (s_x_tready),
        .m_tlast  (s_x_tlast),
        .m_tkeep  (s_x_tkeep),
        .m_tuser  (s_x_tuser)
    );

    always @(posedge clk) begin
        if (!rst && s_x_first) begin
            $fwrite(clocks, "in 0 %0d\n", clock);
        end
    end

    event_rules #(
        .WIDTH  (1),
        .SIZE   (2),
        .EVENTS (1),
        .NAME   ("s_x")
    ) u_s_x_rules (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  (s_x_tdata),
        .s_tvalid (s_x_tvalid),
        .s_tready (s_x_tready),
        .s_tlast  (s_x_tlast),
        .s_tkeep  (s_x_tkeep)
    );

    wire [31:0] m_readout_samples;

    stream_sink #(
        .WIDTH (14),
        .SEED  (101),
        .FILE  ("m_readout.log")
    ) u_m_readout (
        .clk      (clk),
        .rst      (rst),
        .clock    (clock),
        .stall    (stall),
        .samples  (m_readout_samples),
        .s_tdata  (m_readout_tdata),
        .s_tvalid (m_readout_tvalid),
        .s_tready (m_readout_tready),
        .s_tlast  (m_readout_tlast),
        .s_tkeep  (m_readout_tkeep),
        .s_tuser  (m_readout_tuser)
    );

    // core0: the state and spikes of every neuron after every step
    wire core0_valid = dut.u_core0.store_valid && dut.u_core0.en;
    reg [31:0] core0_step;

    always @(posedge clk) begin
        if (rst) begin
            core0_step <= 32'd0;
        end else begin
            if (core0_valid && dut.u_core0.store_last) begin
                core0_step <= core0_step + 32'd1;
            end
            if (dut.u_core0.step_done) begin
                $fwrite(clocks, "core 0 %0d\n", clock);
            end
        end
    end

    // core1: the state and spikes of every neuron after every step
    wire core1_valid = dut.u_core1.store_valid && dut.u_core1.en;
    reg [31:0] core1_step;

    always @(posedge clk) begin
        if (rst) begin
            core1_step <= 32'd0;
        end else begin
            if (core1_valid && dut.u_core1.store_last) begin
                core1_step <= core1_step + 32'd1;
            end
            if (dut.u_core1.step_done) begin
                $fwrite(clocks, "core 1 %0d\n", clock);
            end
        end
    end

    // core2: the state and spikes of every neuron after every step
    wire core2_valid = dut.u_core2.store_valid && dut.u_core2.en;
    reg [31:0] core2_step;

    always @(posedge clk) begin
        if (rst) begin
            core2_step <= 32'd0;
        end else begin
            if (core2_valid && dut.u_core2.store_last) begin
                core2_step <= core2_step + 32'd1;
            end
            if (dut.u_core2.step_done) begin
                $fwrite(clocks, "core 2 %0d\n", clock);
            end
        end
    end

    // What streams and pipelines have met, each told once
    reg  [15:0] seen;
    wire [15:0] met = {
        dut.u_router1.g_tap[1].u_tap.delay_tvalid && !dut.u_router1.g_tap[1].u_tap.delay_tready,
        dut.u_router1.g_tap[0].u_tap.delay_tvalid && !dut.u_router1.g_tap[0].u_tap.delay_tready,
        dut.u_router0.g_tap[3].u_tap.delay_tvalid && !dut.u_router0.g_tap[3].u_tap.delay_tready,
        dut.u_router0.g_tap[2].u_tap.delay_tvalid && !dut.u_router0.g_tap[2].u_tap.delay_tready,
        dut.u_router0.g_tap[1].u_tap.delay_tvalid && !dut.u_router0.g_tap[1].u_tap.delay_tready,
        dut.u_router0.g_tap[0].u_tap.delay_tvalid && !dut.u_router0.g_tap[0].u_tap.delay_tready,
        dut.u_core2.store_valid && !dut.u_core2.en && dut.u_core2.store_last && dut.u_core2.store_user,
        dut.u_core2.store_valid && !dut.u_core2.en,
        dut.u_core2.s_tvalid && !dut.u_core2.s_tready,
        dut.u_core1.store_valid && !dut.u_core1.en && dut.u_core1.store_last && dut.u_core1.store_user,
        dut.u_core1.store_valid && !dut.u_core1.en,
        dut.u_core1.s_tvalid && !dut.u_core1.s_tready,
        dut.u_core0.store_valid && !dut.u_core0.en && dut.u_core0.store_last && dut.u_core0.store_user,
        dut.u_core0.store_valid && !dut.u_core0.en,
        dut.u_core0.s_tvalid && !dut.u_core0.s_tready,
        m_readout_tvalid && !m_readout_tready
    };
    integer k;

    always @(posedge clk) begin
        seen <= rst ? 16'd0 : seen | met;
        for (k = 0; k < 16; k = k + 1) begin
            if (!rst && met[k] && !seen[k]) begin
                $fwrite(clocks, "seen %0d %0d\n", k, clock);
            end
        end
    end

    assign done = s_x_finished && m_readout_samples == 32'd1 && core0_step == 32'd2 && core1_step == 32'd2 && core2_step == 32'd2;
endmodule

`default_nettype wire
