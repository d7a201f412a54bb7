// Testbench of network two_receptors: 1 samples of 2 steps
`default_nettype none

module two_receptors__testbench (
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

    wire [1:0] s_e_tdata;
    wire s_e_tvalid;
    wire s_e_tready;
    wire s_e_tlast;
    wire s_e_tkeep;
    wire s_e_tuser;

    wire [0:0] s_i_tdata;
    wire s_i_tvalid;
    wire s_i_tready;
    wire s_i_tlast;
    wire s_i_tkeep;
    wire s_i_tuser;

    wire [1:0] m_cells_tdata;
    wire m_cells_tvalid;
    wire m_cells_tready;
    wire m_cells_tlast;
    wire m_cells_tkeep;
    wire m_cells_tuser;

    wire [0:0] m_plain_tdata;
    wire m_plain_tvalid;
    wire m_plain_tready;
    wire m_plain_tlast;
    wire m_plain_tkeep;
    wire m_plain_tuser;

    two_receptors dut (
        .s_e_tdata  (s_e_tdata),
        .s_e_tvalid (s_e_tvalid),
        .s_e_tready (s_e_tready),
        .s_e_tlast  (s_e_tlast),
        .s_e_tkeep  (s_e_tkeep),
        .s_e_tuser  (s_e_tuser),
        .s_i_tdata  (s_i_tdata),
        .s_i_tvalid (s_i_tvalid),
        .s_i_tready (s_i_tready),
        .s_i_tlast  (s_i_tlast),
        .s_i_tkeep  (s_i_tkeep),
        .s_i_tuser  (s_i_tuser),
        .m_cells_tdata  (m_cells_tdata),
        .m_cells_tvalid (m_cells_tvalid),
        .m_cells_tready (m_cells_tready),
        .m_cells_tlast  (m_cells_tlast),
        .m_cells_tkeep  (m_cells_tkeep),
        .m_cells_tuser  (m_cells_tuser),
        .m_plain_tdata  (m_plain_tdata),
        .m_plain_tvalid (m_plain_tvalid),
        .m_plain_tready (m_plain_tready),
        .m_plain_tlast  (m_plain_tlast),
        .m_plain_tkeep  (m_plain_tkeep),
        .m_plain_tuser  (m_plain_tuser),
        .clk (clk),
        .rst (rst)
    );

    wire s_e_first;
    wire s_e_finished;

    stream_source #(
        .WIDTH (2),
        .BEATS (6),
        .SEED  (1),
        .FILE  ("s_e.beats")
    ) u_s_e (
        .clk      (clk),
        .rst      (rst),
        .idle     (idle),
        .first    (s_e_first),
        .finished (s_e_finished),
        .m_tdata  (s_e_tdata),
        .m_tvalid (s_e_tvalid),
        .m_tready (s_e_tready),
        .m_tlast  (s_e_tlast),
        .m_tkeep  (s_e_tkeep),
        .m_tuser  (s_e_tuser)
    );

    always @(posedge clk) begin
        if (!rst && s_e_first) begin
            $fwrite(clocks, "in 0 %0d\n", clock);
        end
    end

    event_rules #(
        .WIDTH  (2),
        .SIZE   (3),
        .EVENTS (1),
        .NAME   ("s_e")
    ) u_s_e_rules (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  (s_e_tdata),
        .s_tvalid (s_e_tvalid),
        .s_tready (s_e_tready),
        .s_tlast  (s_e_tlast),
        .s_tkeep  (s_e_tkeep)
    );

    wire s_i_first;
    wire s_i_finished;

    stream_source #(
        .WIDTH (1),
        .BEATS (4),
        .SEED  (2),
        .FILE  ("s_i.beats")
    ) u_s_i (
        .clk      (clk),
        .rst      (rst),
        .idle     (idle),
        .first    (s_i_first),
        .finished (s_i_finished),
        .m_tdata  (s_i_tdata),
        .m_tvalid (s_i_tvalid),
        .m_tready (s_i_tready),
        .m_tlast  (s_i_tlast),
        .m_tkeep  (s_i_tkeep),
        .m_tuser  (s_i_tuser)
    );

    always @(posedge clk) begin
        if (!rst && s_i_first) begin
            $fwrite(clocks, "in 1 %0d\n", clock);
        end
    end

    event_rules #(
        .WIDTH  (1),
        .SIZE   (2),
        .EVENTS (2),
        .NAME   ("s_i")
    ) u_s_i_rules (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  (s_i_tdata),
        .s_tvalid (s_i_tvalid),
        .s_tready (s_i_tready),
        .s_tlast  (s_i_tlast),
        .s_tkeep  (s_i_tkeep)
    );

    sample_rules #(
        .INPUTS  (2),
        .SAMPLES (1)
    ) u_sample_rules (
        .clk    (clk),
        .rst    (rst),
        .closed ({ s_i_tvalid && s_i_tready && s_i_tlast, s_e_tvalid && s_e_tready && s_e_tlast }),
        .user   ({ s_i_tuser, s_e_tuser })
    );

    wire [31:0] m_cells_samples;

    stream_sink #(
        .WIDTH (2),
        .SEED  (101),
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

    wire [31:0] m_plain_samples;

    stream_sink #(
        .WIDTH (1),
        .SEED  (102),
        .FILE  ("m_plain.log")
    ) u_m_plain (
        .clk      (clk),
        .rst      (rst),
        .clock    (clock),
        .stall    (stall),
        .samples  (m_plain_samples),
        .s_tdata  (m_plain_tdata),
        .s_tvalid (m_plain_tvalid),
        .s_tready (m_plain_tready),
        .s_tlast  (m_plain_tlast),
        .s_tkeep  (m_plain_tkeep),
        .s_tuser  (m_plain_tuser)
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

    // What streams and pipelines have met, each told once
    reg  [9:0] seen;
    wire [9:0] met = {
        dut.u_router0.g_tap[4].u_tap.delay_tvalid && !dut.u_router0.g_tap[4].u_tap.delay_tready,
        dut.u_router0.g_tap[3].u_tap.delay_tvalid && !dut.u_router0.g_tap[3].u_tap.delay_tready,
        dut.u_router0.g_tap[2].u_tap.delay_tvalid && !dut.u_router0.g_tap[2].u_tap.delay_tready,
        dut.u_router0.g_tap[1].u_tap.delay_tvalid && !dut.u_router0.g_tap[1].u_tap.delay_tready,
        dut.u_router0.g_tap[0].u_tap.delay_tvalid && !dut.u_router0.g_tap[0].u_tap.delay_tready,
        dut.u_core0.store_valid && !dut.u_core0.en && dut.u_core0.store_last && dut.u_core0.store_user,
        dut.u_core0.store_valid && !dut.u_core0.en,
        dut.u_core0.s_tvalid && !dut.u_core0.s_tready,
        m_plain_tvalid && !m_plain_tready,
        m_cells_tvalid && !m_cells_tready
    };
    integer k;

    always @(posedge clk) begin
        seen <= rst ? 10'd0 : seen | met;
        for (k = 0; k < 10; k = k + 1) begin
            if (!rst && met[k] && !seen[k]) begin
                $fwrite(clocks, "seen %0d %0d\n", k, clock);
            end
        end
    end

    assign done = s_e_finished && s_i_finished && m_cells_samples == 32'd1 && m_plain_samples == 32'd1 && core0_step == 32'd2;
endmodule

`default_nettype wire
