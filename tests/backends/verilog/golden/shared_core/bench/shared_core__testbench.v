// Testbench of network shared_core: 1 samples of 2 steps
`default_nettype none

module shared_core__testbench (
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

    wire [1:0] s_x_tdata;
    wire s_x_tvalid;
    wire s_x_tready;
    wire s_x_tlast;
    wire s_x_tkeep;
    wire s_x_tuser;

    wire [0:0] s_y_tdata;
    wire s_y_tvalid;
    wire s_y_tready;
    wire s_y_tlast;
    wire s_y_tkeep;
    wire s_y_tuser;

    wire [2:0] m_tired_tdata;
    wire m_tired_tvalid;
    wire m_tired_tready;
    wire m_tired_tlast;
    wire m_tired_tkeep;
    wire m_tired_tuser;

    wire [12:0] m_rest_tdata;
    wire m_rest_tvalid;
    wire m_rest_tready;
    wire m_rest_tlast;
    wire m_rest_tkeep;
    wire m_rest_tuser;

    wire [10:0] m_totals_tdata;
    wire m_totals_tvalid;
    wire m_totals_tready;
    wire m_totals_tlast;
    wire m_totals_tkeep;
    wire m_totals_tuser;

    shared_core dut (
        .s_x_tdata  (s_x_tdata),
        .s_x_tvalid (s_x_tvalid),
        .s_x_tready (s_x_tready),
        .s_x_tlast  (s_x_tlast),
        .s_x_tkeep  (s_x_tkeep),
        .s_x_tuser  (s_x_tuser),
        .s_y_tdata  (s_y_tdata),
        .s_y_tvalid (s_y_tvalid),
        .s_y_tready (s_y_tready),
        .s_y_tlast  (s_y_tlast),
        .s_y_tkeep  (s_y_tkeep),
        .s_y_tuser  (s_y_tuser),
        .m_tired_tdata  (m_tired_tdata),
        .m_tired_tvalid (m_tired_tvalid),
        .m_tired_tready (m_tired_tready),
        .m_tired_tlast  (m_tired_tlast),
        .m_tired_tkeep  (m_tired_tkeep),
        .m_tired_tuser  (m_tired_tuser),
        .m_rest_tdata  (m_rest_tdata),
        .m_rest_tvalid (m_rest_tvalid),
        .m_rest_tready (m_rest_tready),
        .m_rest_tlast  (m_rest_tlast),
        .m_rest_tkeep  (m_rest_tkeep),
        .m_rest_tuser  (m_rest_tuser),
        .m_totals_tdata  (m_totals_tdata),
        .m_totals_tvalid (m_totals_tvalid),
        .m_totals_tready (m_totals_tready),
        .m_totals_tlast  (m_totals_tlast),
        .m_totals_tkeep  (m_totals_tkeep),
        .m_totals_tuser  (m_totals_tuser),
        .clk (clk),
        .rst (rst)
    );

    wire s_x_first;
    wire s_x_finished;

    stream_source #(
        .WIDTH (2),
        .BEATS (6),
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
        .WIDTH  (2),
        .SIZE   (3),
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

    wire s_y_first;
    wire s_y_finished;

    stream_source #(
        .WIDTH (1),
        .BEATS (4),
        .SEED  (2),
        .FILE  ("s_y.beats")
    ) u_s_y (
        .clk      (clk),
        .rst      (rst),
        .idle     (idle),
        .first    (s_y_first),
        .finished (s_y_finished),
        .m_tdata  (s_y_tdata),
        .m_tvalid (s_y_tvalid),
        .m_tready (s_y_tready),
        .m_tlast  (s_y_tlast),
        .m_tkeep  (s_y_tkeep),
        .m_tuser  (s_y_tuser)
    );

    always @(posedge clk) begin
        if (!rst && s_y_first) begin
            $fwrite(clocks, "in 1 %0d\n", clock);
        end
    end

    event_rules #(
        .WIDTH  (1),
        .SIZE   (2),
        .EVENTS (3),
        .NAME   ("s_y")
    ) u_s_y_rules (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  (s_y_tdata),
        .s_tvalid (s_y_tvalid),
        .s_tready (s_y_tready),
        .s_tlast  (s_y_tlast),
        .s_tkeep  (s_y_tkeep)
    );

    sample_rules #(
        .INPUTS  (2),
        .SAMPLES (1)
    ) u_sample_rules (
        .clk    (clk),
        .rst    (rst),
        .closed ({ s_y_tvalid && s_y_tready && s_y_tlast, s_x_tvalid && s_x_tready && s_x_tlast }),
        .user   ({ s_y_tuser, s_x_tuser })
    );

    wire [31:0] m_tired_samples;

    stream_sink #(
        .WIDTH (3),
        .SEED  (101),
        .FILE  ("m_tired.log")
    ) u_m_tired (
        .clk      (clk),
        .rst      (rst),
        .clock    (clock),
        .stall    (stall),
        .samples  (m_tired_samples),
        .s_tdata  (m_tired_tdata),
        .s_tvalid (m_tired_tvalid),
        .s_tready (m_tired_tready),
        .s_tlast  (m_tired_tlast),
        .s_tkeep  (m_tired_tkeep),
        .s_tuser  (m_tired_tuser)
    );

    wire [31:0] m_rest_samples;

    stream_sink #(
        .WIDTH (13),
        .SEED  (102),
        .FILE  ("m_rest.log")
    ) u_m_rest (
        .clk      (clk),
        .rst      (rst),
        .clock    (clock),
        .stall    (stall),
        .samples  (m_rest_samples),
        .s_tdata  (m_rest_tdata),
        .s_tvalid (m_rest_tvalid),
        .s_tready (m_rest_tready),
        .s_tlast  (m_rest_tlast),
        .s_tkeep  (m_rest_tkeep),
        .s_tuser  (m_rest_tuser)
    );

    wire [31:0] m_totals_samples;

    stream_sink #(
        .WIDTH (11),
        .SEED  (103),
        .FILE  ("m_totals.log")
    ) u_m_totals (
        .clk      (clk),
        .rst      (rst),
        .clock    (clock),
        .stall    (stall),
        .samples  (m_totals_samples),
        .s_tdata  (m_totals_tdata),
        .s_tvalid (m_totals_tvalid),
        .s_tready (m_totals_tready),
        .s_tlast  (m_totals_tlast),
        .s_tkeep  (m_totals_tkeep),
        .s_tuser  (m_totals_tuser)
    );

    // core0: the state and spikes of every neuron after every step
    wire core0_valid = dut.u_core0.store_valid && dut.u_core0.en;
    reg [31:0] core0_step;
    integer core0_log;

    initial begin
        core0_log = 0;
    end

    always @(posedge rst) begin
        if (core0_log != 0) begin
            $fclose(core0_log);
        end
        core0_log = $fopen("core0.log", "w");
    end

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

    genvar core0_lane;
    generate
        for (core0_lane = 0; core0_lane < 2; core0_lane = core0_lane + 1) begin : g_core0
            always @(posedge clk) begin
                if (!rst && core0_valid) begin
                    $fwrite(core0_log, "%0d %0d %0d %0d %0d\n", core0_step, dut.u_core0.store_index,
                        core0_lane,
                        dut.u_core0.g_update[core0_lane].next_state,
                        dut.u_core0.g_update[core0_lane].spike);
                end
            end
        end
    endgenerate

    // What streams and pipelines have met, each told once
    reg  [12:0] seen;
    wire [12:0] met = {
        dut.u_router1.g_tap[1].u_tap.delay_tvalid && !dut.u_router1.g_tap[1].u_tap.delay_tready,
        dut.u_router1.g_tap[0].u_tap.delay_tvalid && !dut.u_router1.g_tap[0].u_tap.delay_tready,
        dut.u_router0.g_tap[4].u_tap.delay_tvalid && !dut.u_router0.g_tap[4].u_tap.delay_tready,
        dut.u_router0.g_tap[3].u_tap.delay_tvalid && !dut.u_router0.g_tap[3].u_tap.delay_tready,
        dut.u_router0.g_tap[2].u_tap.delay_tvalid && !dut.u_router0.g_tap[2].u_tap.delay_tready,
        dut.u_router0.g_tap[1].u_tap.delay_tvalid && !dut.u_router0.g_tap[1].u_tap.delay_tready,
        dut.u_router0.g_tap[0].u_tap.delay_tvalid && !dut.u_router0.g_tap[0].u_tap.delay_tready,
        dut.u_core0.store_valid && !dut.u_core0.en && dut.u_core0.store_last && dut.u_core0.store_user,
        dut.u_core0.store_valid && !dut.u_core0.en,
        dut.u_core0.s_tvalid && !dut.u_core0.s_tready,
        m_totals_tvalid && !m_totals_tready,
        m_rest_tvalid && !m_rest_tready,
        m_tired_tvalid && !m_tired_tready
    };
    integer k;

    always @(posedge clk) begin
        seen <= rst ? 13'd0 : seen | met;
        for (k = 0; k < 13; k = k + 1) begin
            if (!rst && met[k] && !seen[k]) begin
                $fwrite(clocks, "seen %0d %0d\n", k, clock);
            end
        end
    end

    assign done = s_x_finished && s_y_finished && m_tired_samples == 32'd1 && m_rest_samples == 32'd1 && m_totals_samples == 32'd1 && core0_step == 32'd2;
endmodule

`default_nettype wire
