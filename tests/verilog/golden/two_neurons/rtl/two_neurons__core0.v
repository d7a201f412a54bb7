// Core core0 of network two_neurons: 2 lanes, 1 words of neurons
//
//   words    0 … 0    pair[0:1]
//   2 groups of 1 are updated, one per clock, in 2 stages.
//
// Synapse memory: 4 words of 2 weights, 5 bits each.
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

    // Spikes out: {group, lane} of each neuron
    output wire [0:0] m_tdata,
    output wire m_tvalid,
    input  wire m_tready,
    output wire m_tlast,
    output wire m_tkeep,
    output wire m_tuser,

    // High in the clock in which the last group of a step enters the pipeline
    output wire step_done
);
    localparam LANES   = 2;
    localparam UPDATES = 1;
    localparam SHARE   = 2;

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
    wire ready;
    wire [1:0] s0_addr;
    wire [0:0] a_offset;
    wire a_bank;
    wire [0:0] a_word;
    wire b_valid;
    wire b_bank;
    wire [0:0] b_word;
    wire recent;
    wire again;
    wire b_first;
    wire b_touched;
    wire step_valid;
    wire step_user;
    wire step_empty;
    wire swept;
    wire s0_valid;

    gather_sequencer #(
        .ADDR_WIDTH   (2),
        .WORD_WIDTH   (1),
        .LENGTH_WIDTH (1),
        .BANKS        (2),
        .INDEXED      (0),
        .BLOCK        (0),
        .FORWARD      (1)
    ) u_gather (
        .clk        (clk),
        .rst        (rst),
        .ready      (ready),
        .row_valid  (row_valid),
        .row_take   (row_take),
        .row_event  (row_event),
        .row_last   (row_last),
        .row_user   (row_user),
        .row_base   (row_base),
        .row_start  (row_start),
        .row_length (row_length),
        .s0_valid   (s0_valid),
        .s0_addr    (s0_addr),
        .a_offset   (a_offset),
        .a_bank     (a_bank),
        .a_word     (a_word),
        .recent     (recent),
        .again      (again),
        .b_valid    (b_valid),
        .b_bank     (b_bank),
        .b_word     (b_word),
        .b_first    (b_first),
        .step_valid (step_valid),
        .step_user  (step_user),
        .step_empty (step_empty),
        .swept      (swept)
    );

    wire x0_valid;
    wire x0_bank;
    wire [0:0] x0_index;
    wire x1_valid;
    wire x1_bank;
    wire [0:0] x1_index;
    wire x1_first;
    wire x1_empty;
    wire x1_leave;
    wire x1_touched;
    wire xl_valid;
    wire [0:0] xl_index;
    wire xl_last;
    wire xl_user;

    sweep_sequencer #(
        .INDEX_WIDTH (1),
        .GROUPS      (2),
        .SHARE_WIDTH (1),
        .STAGES      (3),
        .BANKS       (2)
    ) u_sweep (
        .clk        (clk),
        .rst        (rst),
        .en         (en),
        .step_valid (step_valid),
        .step_user  (step_user),
        .step_empty (step_empty),
        .x0_valid   (x0_valid),
        .x0_bank    (x0_bank),
        .x0_index   (x0_index),
        .x1_valid   (x1_valid),
        .x1_bank    (x1_bank),
        .x1_index   (x1_index),
        .x1_first   (x1_first),
        .x1_empty   (x1_empty),
        .x1_leave   (x1_leave),
        .xl_valid   (xl_valid),
        .xl_index   (xl_index),
        .xl_last    (xl_last),
        .xl_user    (xl_user),
        .swept      (swept),
        .step_done  (step_done)
    );

    // Words of sums: of a group the word that it shares
    wire [0:0] x0_word = 1'd0;
    wire [0:0] x1_word = 1'd0;

    // Every row covers all words: the first of a step finds all sums untouched.
    assign ready      = 1'b1;
    assign b_touched  = !b_first;
    assign x1_touched = !x1_empty;

    // Synapse memory: the complements of the weights of one word, lane 0 lowest
    wire [LANES*5-1:0] b_weights_n;

    rom #(
        .WIDTH      (10),
        .DEPTH      (4),
        .ADDR_WIDTH (2),
        .LATENCY    (2),
        .FILE       ("two_neurons__core0_weights.mem")
    ) u_weights (
        .clk  (clk),
        .en   (1'b1),
        .addr (s0_addr),
        .q    (b_weights_n[0 +: 10])
    );
    assign a_offset = 1'd0;

    // The read ports of the sums: one for gathering and one for sweeping
    wire [0:0] b_cell = b_bank;
    wire [0:0] read_cell = b_bank;
    wire read_en = 1'b1;
    wire [0:0] sweep_cell = x1_bank;
    wire sweep_en = 1'b1;
    wire [UPDATES-1:0] spikes;

    genvar update;
    genvar part;
    generate
        for (update = 0; update < UPDATES; update = update + 1) begin : g_update
            // The sums of the lanes that this datapath serves in turn
            wire [SHARE*5-1:0] sums;
            for (part = 0; part < SHARE; part = part + 1) begin : g_lane
                lane_accumulator #(
                    .SUM_WIDTH    (5),
                    .WEIGHT_WIDTH (5),
                    .CELL_WIDTH   (1),
                    .CELLS        (2),
                    .BANKS        (2),
                    .BLOCK        (0),
                    .FORWARD      (1)
                ) u_accumulator (
                    .clk        (clk),
                    .read_en    (read_en),
                    .read_cell  (read_cell),
                    .b_valid    (b_valid),
                    .b_cell     (b_cell),
                    .b_touched  (b_touched),
                    .recent     (recent),
                    .again      (again),
                    .b_weight_n (b_weights_n[(part*UPDATES + update)*5 +: 5]),
                    .sweep_en   (sweep_en),
                    .sweep_cell (sweep_cell),
                    .sweep_sum  (sums[part*5 +: 5])
                );
            end

            wire [4:0] x1_sum = sums[x1_index[0:0]*5 +: 5];
            wire [10:0] x1_state;
            wire [10:0] next_state;
            reg  [4:0] sum_q;
            reg  [10:0] state_q;

            sdp_ram #(
                .WIDTH      (11),
                .DEPTH      (2),
                .ADDR_WIDTH (1)
            ) u_states (
                .clk   (clk),
                .we    (xl_valid && en),
                .waddr (xl_index),
                .wdata (next_state),
                .re    (x0_valid && en),
                .raddr (x0_index),
                .rdata (x1_state)
            );

            always @(posedge clk) begin
                if (en) begin
                    sum_q   <= x1_touched ? x1_sum : 5'd0;
                    state_q <= x1_first ? {11'h0} : x1_state;
                end
            end

            // pair
            wire [10:0] pop_pair_next;
            wire pop_pair_spike;

            two_neurons__core0__pair u_pop_pair (
                .clk        (clk),
                .en         (en),
                .state      (state_q[10:0]),
                .sum        (sum_q[4:0]),
                .spike      (pop_pair_spike),
                .next_state (pop_pair_next)
            );

            assign next_state = pop_pair_next;
            wire spike = pop_pair_spike;
            assign spikes[update] = spike;
        end
    endgenerate

    // Lanes that hold a spiking neuron
    reg [UPDATES-1:0] spike_lanes;
    always @* begin
        case (xl_index)
            default: spike_lanes = 1'h1;
        endcase
    end

    wire m_ready;
    event_serialiser #(
        .LANES      (UPDATES),
        .LANE_WIDTH (0),
        .WORD_WIDTH (1),
        .PAYLOAD    (0),
        .PORT_WIDTH (1)
    ) u_m_serialiser (
        .clk       (clk),
        .rst       (rst),
        .s_valid   (xl_valid && en),
        .s_ready   (m_ready),
        .s_events  (spikes & spike_lanes),
        .s_payload (1'b0),
        .s_word    (xl_index),
        .s_last    (xl_last),
        .s_user    (xl_user),
        .m_tdata   (m_tdata),
        .m_tvalid  (m_tvalid),
        .m_tready  (m_tready),
        .m_tlast   (m_tlast),
        .m_tkeep   (m_tkeep),
        .m_tuser   (m_tuser)
    );

    // All stages of the sweep wait while the group in the last one cannot leave.
    assign en = !xl_valid || (1'b1 && m_ready);

    // Signals that this fold of the core has no use for
    wire unused = &{1'b0, s0_valid, a_bank, a_word, b_word, x0_bank, x0_word, x1_valid, x1_word,
        x1_leave};
endmodule

`default_nettype wire
