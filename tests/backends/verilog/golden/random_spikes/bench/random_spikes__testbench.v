// Testbench of network random_spikes: 1 samples of 2 steps
`default_nettype none

module random_spikes__testbench (
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

    wire [1:0] m_free_tdata;
    wire m_free_tvalid;
    wire m_free_tready;
    wire m_free_tlast;
    wire m_free_tkeep;
    wire m_free_tuser;

    wire [10:0] m_p_tdata;
    wire m_p_tvalid;
    wire m_p_tready;
    wire m_p_tlast;
    wire m_p_tkeep;
    wire m_p_tuser;

    wire [0:0] m_cells_tdata;
    wire m_cells_tvalid;
    wire m_cells_tready;
    wire m_cells_tlast;
    wire m_cells_tkeep;
    wire m_cells_tuser;

    random_spikes dut (
        .s_x_tdata  (s_x_tdata),
        .s_x_tvalid (s_x_tvalid),
        .s_x_tready (s_x_tready),
        .s_x_tlast  (s_x_tlast),
        .s_x_tkeep  (s_x_tkeep),
        .s_x_tuser  (s_x_tuser),
        .m_free_tdata  (m_free_tdata),
        .m_free_tvalid (m_free_tvalid),
        .m_free_tready (m_free_tready),
        .m_free_tlast  (m_free_tlast),
        .m_free_tkeep  (m_free_tkeep),
        .m_free_tuser  (m_free_tuser),
        .m_p_tdata  (m_p_tdata),
        .m_p_tvalid (m_p_tvalid),
        .m_p_tready (m_p_tready),
        .m_p_tlast  (m_p_tlast),
        .m_p_tkeep  (m_p_tkeep),
        .m_p_tuser  (m_p_tuser),
        .m_cells_tdata  (m_cells_tdata),
        .m_cells_tvalid (m_cells_tvalid),
        .m_cells_tready (m_cells_tready),
        .m_cells_tlast  (m_cells_tlast),
        .m_cells_tkeep  (m_cells_tkeep),
        .m_cells_tuser  (m_cells_tuser),
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

    wire [31:0] m_free_samples;

    stream_sink #(
        .WIDTH (2),
        .SEED  (101),
        .FILE  ("m_free.log")
    ) u_m_free (
        .clk      (clk),
        .rst      (rst),
        .clock    (clock),
        .stall    (stall),
        .samples  (m_free_samples),
        .s_tdata  (m_free_tdata),
        .s_tvalid (m_free_tvalid),
        .s_tready (m_free_tready),
        .s_tlast  (m_free_tlast),
        .s_tkeep  (m_free_tkeep),
        .s_tuser  (m_free_tuser)
    );

    wire [31:0] m_p_samples;

    stream_sink #(
        .WIDTH (11),
        .SEED  (102),
        .FILE  ("m_p.log")
    ) u_m_p (
        .clk      (clk),
        .rst      (rst),
        .clock    (clock),
        .stall    (stall),
        .samples  (m_p_samples),
        .s_tdata  (m_p_tdata),
        .s_tvalid (m_p_tvalid),
        .s_tready (m_p_tready),
        .s_tlast  (m_p_tlast),
        .s_tkeep  (m_p_tkeep),
        .s_tuser  (m_p_tuser)
    );

    wire [31:0] m_cells_samples;

    stream_sink #(
        .WIDTH (1),
        .SEED  (103),
        .FILE  ("m_cells.log")
    ) u_m_cells (
        .clk      (clk),
        .rst      (rst),
        .clock    (clock),
        .stall    (stall),
        .samples  (m_cells_samples),
        .s_tdata  (m_cells_tdata),
        .s_tvalid (m_cells_tvalid),
        .s_tready (m_cells_tready),
        .s_tlast  (m_cells_tlast),
        .s_tkeep  (m_cells_tkeep),
        .s_tuser  (m_cells_tuser)
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
        for (core0_lane = 0; core0_lane < 1; core0_lane = core0_lane + 1) begin : g_core0
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

    // core1: the state and spikes of every neuron after every step
    wire core1_valid = dut.u_core1.store_valid && dut.u_core1.en;
    reg [31:0] core1_step;
    integer core1_log;

    initial begin
        core1_log = 0;
    end

    always @(posedge rst) begin
        if (core1_log != 0) begin
            $fclose(core1_log);
        end
        core1_log = $fopen("core1.log", "w");
    end

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

    genvar core1_lane;
    generate
        for (core1_lane = 0; core1_lane < 1; core1_lane = core1_lane + 1) begin : g_core1
            always @(posedge clk) begin
                if (!rst && core1_valid) begin
                    $fwrite(core1_log, "%0d %0d %0d %0d %0d\n", core1_step, dut.u_core1.store_index,
                        core1_lane,
                        dut.u_core1.g_update[core1_lane].next_state,
                        dut.u_core1.g_update[core1_lane].spike);
                end
            end
        end
    endgenerate

    // What streams and pipelines have met, each told once
    reg  [11:0] seen;
    wire [11:0] met = {
        dut.u_router1.g_tap[0].u_tap.delay_tvalid && !dut.u_router1.g_tap[0].u_tap.delay_tready,
        dut.u_router0.g_tap[1].u_tap.delay_tvalid && !dut.u_router0.g_tap[1].u_tap.delay_tready,
        dut.u_router0.g_tap[0].u_tap.delay_tvalid && !dut.u_router0.g_tap[0].u_tap.delay_tready,
        dut.u_core1.store_valid && !dut.u_core1.en && dut.u_core1.store_last && dut.u_core1.store_user,
        dut.u_core1.store_valid && !dut.u_core1.en,
        dut.u_core1.s_tvalid && !dut.u_core1.s_tready,
        dut.u_core0.store_valid && !dut.u_core0.en && dut.u_core0.store_last && dut.u_core0.store_user,
        dut.u_core0.store_valid && !dut.u_core0.en,
        dut.u_core0.s_tvalid && !dut.u_core0.s_tready,
        m_cells_tvalid && !m_cells_tready,
        m_p_tvalid && !m_p_tready,
        m_free_tvalid && !m_free_tready
    };
    integer k;

    always @(posedge clk) begin
        seen <= rst ? 12'd0 : seen | met;
        for (k = 0; k < 12; k = k + 1) begin
            if (!rst && met[k] && !seen[k]) begin
                $fwrite(clocks, "seen %0d %0d\n", k, clock);
            end
        end
    end

    assign done = s_x_finished && m_free_samples == 32'd1 && m_p_samples == 32'd1 && m_cells_samples == 32'd1 && core0_step == 32'd2 && core1_step == 32'd2;
endmodule

`default_nettype wire
