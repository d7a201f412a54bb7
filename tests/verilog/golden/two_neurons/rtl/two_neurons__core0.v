// Core core0 of network two_neurons: 2 lanes, 1 words of neurons
//
//   words    0 … 0    pair[0:1]
//
// Synapse memory: 4 words of 2 weights, 6 bits each.
`default_nettype none

module two_neurons__core0 (
    input  wire clk,
    input  wire rst,

    // Spikes in: the axon of each event
    input  wire [1:0] s_tdata,
    input  wire s_tvalid,
    output wire s_tready,
    input  wire s_tlast,
    input  wire s_tkeep,
    input  wire s_tuser,

    // Spikes out: {word, lane} of each neuron
    output wire [1:0] m_tdata,
    output wire m_tvalid,
    input  wire m_tready,
    output wire m_tlast,
    output wire m_tkeep,
    output wire m_tuser,

    // High in the clock in which the last word of a step enters the pipeline
    output wire step_done
);
    localparam LANES = 2;

    wire [1:0] in_tdata;
    wire in_tvalid;
    wire in_tready;
    wire in_tlast;
    wire in_tkeep;
    wire in_tuser;

    skid_buffer #(
        .WIDTH (2)
    ) u_input (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  (s_tdata),
        .s_tvalid (s_tvalid),
        .s_tready (s_tready),
        .s_tlast  (s_tlast),
        .s_tkeep  (s_tkeep),
        .s_tuser  (s_tuser),
        .m_tdata  (in_tdata),
        .m_tvalid (in_tvalid),
        .m_tready (in_tready),
        .m_tlast  (in_tlast),
        .m_tkeep  (in_tkeep),
        .m_tuser  (in_tuser)
    );

    // Rows of synapses: computed, all alike
    wire row_valid;
    wire row_take;
    wire row_event;
    wire row_last;
    wire row_user;
    wire [1:0] row_base;
    wire [0:0] row_start;
    wire [0:0] row_length;

    row_fetch #(
        .AXON_WIDTH   (2),
        .ADDR_WIDTH   (2),
        .WORD_WIDTH   (1),
        .LENGTH_WIDTH (1),
        .BASE         (0),
        .START        (0),
        .LENGTH       (1)
    ) u_rows (
        .clk        (clk),
        .rst        (rst),
        .s_tdata    (in_tdata),
        .s_tvalid   (in_tvalid),
        .s_tready   (in_tready),
        .s_tlast    (in_tlast),
        .s_tkeep    (in_tkeep),
        .s_tuser    (in_tuser),
        .row_valid  (row_valid),
        .row_take   (row_take),
        .row_event  (row_event),
        .row_last   (row_last),
        .row_user   (row_user),
        .row_base   (row_base),
        .row_start  (row_start),
        .row_length (row_length)
    );

    wire en;
    wire [1:0] s0_addr;
    wire [0:0] s0_word;
    wire [0:0] s1_offset;
    wire [0:0] s1_word;
    wire s1_sweep;
    wire s2_write;
    wire s2_clear;
    wire s2_sweep;
    wire s2_bypass;
    wire [0:0] s2_word;
    wire s3_valid;
    wire s3_first;
    wire [0:0] s3_word;
    wire s3_last;
    wire s3_user;

    core_sequencer #(
        .ADDR_WIDTH   (2),
        .WORD_WIDTH   (1),
        .LENGTH_WIDTH (1),
        .WORDS        (1),
        .INDEXED      (0)
    ) u_sequencer (
        .clk        (clk),
        .rst        (rst),
        .en         (en),
        .row_valid  (row_valid),
        .row_take   (row_take),
        .row_event  (row_event),
        .row_last   (row_last),
        .row_user   (row_user),
        .row_base   (row_base),
        .row_start  (row_start),
        .row_length (row_length),
        .s0_addr    (s0_addr),
        .s0_word    (s0_word),
        .s1_offset  (s1_offset),
        .s1_word    (s1_word),
        .s1_sweep   (s1_sweep),
        .s2_write   (s2_write),
        .s2_clear   (s2_clear),
        .s2_sweep   (s2_sweep),
        .s2_bypass  (s2_bypass),
        .s2_word    (s2_word),
        .s3_valid   (s3_valid),
        .s3_first   (s3_first),
        .s3_word    (s3_word),
        .s3_last    (s3_last),
        .s3_user    (s3_user),
        .step_done  (step_done)
    );

    // Synapse memory: the weights of one word, lane 0 lowest
    wire [LANES*6-1:0] s2_weights;

    rom #(
        .WIDTH      (LANES * 6),
        .DEPTH      (4),
        .ADDR_WIDTH (2),
        .FILE       ("two_neurons__core0_weights.mem")
    ) u_weights (
        .clk  (clk),
        .en   (en),
        .addr (s0_addr),
        .q    (s2_weights)
    );
    assign s1_offset = 1'd0;
    wire unused_word = &{1'b0, s0_word};
    wire [LANES-1:0] spikes;

    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : g_lane
            wire [5:0] s2_sum;
            wire [12:0] s2_state;
            wire [12:0] next_state;
            reg  [5:0] sum_q;
            reg  [12:0] state_q;

            lane_accumulator #(
                .SUM_WIDTH    (6),
                .WEIGHT_WIDTH (6),
                .WORDS        (1),
                .WORD_WIDTH   (1)
            ) u_accumulator (
                .clk       (clk),
                .en        (en),
                .s1_word   (s1_word),
                .s2_write  (s2_write),
                .s2_clear  (s2_clear),
                .s2_bypass (s2_bypass),
                .s2_word   (s2_word),
                .s2_weight (s2_weights[lane*6 +: 6]),
                .s2_sum    (s2_sum)
            );

            sdp_ram #(
                .WIDTH      (13),
                .DEPTH      (1),
                .ADDR_WIDTH (1)
            ) u_states (
                .clk   (clk),
                .we    (en && s3_valid),
                .waddr (s3_word),
                .wdata (next_state),
                .re    (s1_sweep),
                .raddr (s1_word),
                .rdata (s2_state)
            );

            always @(posedge clk) begin
                if (s2_sweep) begin
                    sum_q   <= s2_sum;
                    state_q <= s2_state;
                end
            end

            // pair
            wire [12:0] pop_pair_state = s3_first
                ? {13'h0}
                : state_q[12:0];
            wire [12:0] pop_pair_next;
            wire pop_pair_spike;

            two_neurons__core0__pair u_pop_pair (
                .state      (pop_pair_state),
                .sum        (sum_q[5:0]),
                .spike      (pop_pair_spike),
                .next_state (pop_pair_next)
            );

            assign next_state = pop_pair_next;
            wire spike = pop_pair_spike;
            assign spikes[lane] = spike;
        end
    endgenerate

    // Lanes that hold a spiking neuron
    reg [LANES-1:0] spike_lanes;
    always @* begin
        case (s3_word)
            default: spike_lanes = 2'h3;
        endcase
    end

    wire m_ready;
    event_serialiser #(
        .LANES      (LANES),
        .LANE_WIDTH (1),
        .WORD_WIDTH (1),
        .PAYLOAD    (0),
        .PORT_WIDTH (1)
    ) u_m_serialiser (
        .clk       (clk),
        .rst       (rst),
        .s_valid   (s3_valid && en),
        .s_ready   (m_ready),
        .s_events  (spikes & spike_lanes),
        .s_payload (1'b0),
        .s_word    (s3_word),
        .s_last    (s3_last),
        .s_user    (s3_user),
        .m_tdata   (m_tdata),
        .m_tvalid  (m_tvalid),
        .m_tready  (m_tready),
        .m_tlast   (m_tlast),
        .m_tkeep   (m_tkeep),
        .m_tuser   (m_tuser)
    );

    // All stages wait while the word in stage 3 cannot leave.
    assign en = !s3_valid || (1'b1 && m_ready);
endmodule

`default_nettype wire
