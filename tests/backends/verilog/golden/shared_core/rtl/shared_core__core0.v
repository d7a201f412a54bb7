// Core core0 of network shared_core: 4 lanes, 4 words of neurons
//
//   words    0 … 0    plain[0:2]
//   words    1 … 2    tired[0:4]
//   words    3 … 3    sums[0:1]
//   7 groups of 2 are updated, one per clock, in 7 stages.
//
// Synapse memory: 14 words of 4 weights, 3 bits each.
`default_nettype none

module shared_core__core0 #(
    // Where the memory images are; ends in a slash
    parameter MEMORY_FOLDER = "./"
) (
    input  wire clk,
    input  wire rst,

    // Spikes in: the axon of each event
    input  wire [3:0] s_tdata,
    input  wire s_tvalid,
    output wire s_tready,
    input  wire s_tlast,
    input  wire s_tkeep,
    input  wire s_tuser,

    // Spikes out: {group, lane} of each neuron
    output wire [3:0] m_tdata,
    output wire m_tvalid,
    input  wire m_tready,
    output wire m_tlast,
    output wire m_tkeep,
    output wire m_tuser,

    // State out: {value, group, lane} of each neuron
    output wire [13:0] v_tdata,
    output wire v_tvalid,
    input  wire v_tready,
    output wire v_tlast,
    output wire v_tkeep,
    output wire v_tuser,

    // High in the clock in which the last group of a step enters the pipeline
    output wire step_done
);
    localparam LANES   = 4;
    localparam UPDATES = 2;
    localparam SHARE   = 2;

    wire [3:0] in_tdata;
    wire in_tvalid;
    wire in_tready;
    wire in_tlast;
    wire in_tkeep;
    wire in_tuser;

    skid_buffer #(
        .WIDTH (4)
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

    // Rows of synapses: from a table
    wire row_valid;
    wire row_take;
    wire row_event;
    wire row_last;
    wire row_user;
    wire [3:0] row_base;
    wire [1:0] row_start;
    wire [1:0] row_length;

    row_fetch #(
        .AXON_WIDTH   (4),
        .ADDR_WIDTH   (4),
        .WORD_WIDTH   (2),
        .LENGTH_WIDTH (2),
        .TABLE        (1),
        .AXONS        (13),
        .FILE         ({MEMORY_FOLDER, "shared_core__core0_rows.mem"})
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
    wire [3:0] fetch_addr;
    wire [1:0] locate_offset;
    wire locate_bank;
    wire [1:0] locate_word;
    wire add_valid;
    wire add_bank;
    wire [1:0] add_word;
    wire recent;
    wire again;
    wire add_first;
    wire add_touched;
    wire step_valid;
    wire step_user;
    wire step_empty;
    wire swept;
    wire fetch_valid;

    gather_sequencer #(
        .ADDR_WIDTH   (4),
        .WORD_WIDTH   (2),
        .LENGTH_WIDTH (2),
        .BANKS        (1),
        .INDEXED      (0),
        .BLOCK        (0),
        .FORWARD      (1)
    ) u_gather (
        .clk           (clk),
        .rst           (rst),
        .ready         (ready),
        .row_valid     (row_valid),
        .row_take      (row_take),
        .row_event     (row_event),
        .row_last      (row_last),
        .row_user      (row_user),
        .row_base      (row_base),
        .row_start     (row_start),
        .row_length    (row_length),
        .fetch_valid   (fetch_valid),
        .fetch_addr    (fetch_addr),
        .locate_offset (locate_offset),
        .locate_bank   (locate_bank),
        .locate_word   (locate_word),
        .recent        (recent),
        .again         (again),
        .add_valid     (add_valid),
        .add_bank      (add_bank),
        .add_word      (add_word),
        .add_first     (add_first),
        .step_valid    (step_valid),
        .step_user     (step_user),
        .step_empty    (step_empty),
        .swept         (swept)
    );

    wire issue_valid;
    wire issue_bank;
    wire [2:0] issue_index;
    wire load_valid;
    wire load_bank;
    wire [2:0] load_index;
    wire load_first;
    wire load_empty;
    wire load_leave;
    wire load_touched;
    wire store_valid;
    wire [2:0] store_index;
    wire store_last;
    wire store_user;

    sweep_sequencer #(
        .INDEX_WIDTH (3),
        .GROUPS      (7),
        .SHARE_WIDTH (1),
        .STAGES      (8),
        .BANKS       (1)
    ) u_sweep (
        .clk         (clk),
        .rst         (rst),
        .en          (en),
        .step_valid  (step_valid),
        .step_user   (step_user),
        .step_empty  (step_empty),
        .issue_valid (issue_valid),
        .issue_bank  (issue_bank),
        .issue_index (issue_index),
        .load_valid  (load_valid),
        .load_bank   (load_bank),
        .load_index  (load_index),
        .load_first  (load_first),
        .load_empty  (load_empty),
        .load_leave  (load_leave),
        .store_valid (store_valid),
        .store_index (store_index),
        .store_last  (store_last),
        .store_user  (store_user),
        .swept       (swept),
        .step_done   (step_done)
    );

    // Words of sums: of a group the word that it shares
    wire [1:0] issue_word = issue_index[2:1];
    wire [1:0] load_word = load_index[2:1];

    word_tags #(
        .WORD_WIDTH (2),
        .WORDS      (4),
        .BANKS      (1),
        .BLOCK      (0)
    ) u_tags (
        .clk          (clk),
        .rst          (rst),
        .ready        (ready),
        .locate_bank  (locate_bank),
        .locate_word  (locate_word),
        .add_valid    (add_valid),
        .add_bank     (add_bank),
        .add_word     (add_word),
        .recent       (recent),
        .again        (again),
        .add_touched  (add_touched),
        .load_en      (en),
        .issue_valid  (issue_valid),
        .issue_bank   (issue_bank),
        .issue_word   (issue_word),
        .load_valid   (load_valid),
        .load_clear   (load_leave),
        .load_bank    (load_bank),
        .load_word    (load_word),
        .load_touched (load_touched)
    );

    // Synapse memory: the complements of the weights of one word, lane 0 lowest
    wire [LANES*3-1:0] add_weights_n;

    rom #(
        .WIDTH      (12),
        .DEPTH      (14),
        .ADDR_WIDTH (4),
        .LATENCY    (2),
        .FILE       ({MEMORY_FOLDER, "shared_core__core0_weights.mem"})
    ) u_weights (
        .clk  (clk),
        .en   (1'b1),
        .addr (fetch_addr),
        .q    (add_weights_n[0 +: 12])
    );
    assign locate_offset = 2'd0;

    // Parameters and initial values that differ between neurons
    wire [UPDATES*18-1:0] load_parameters;

    rom #(
        .WIDTH      (UPDATES * 18),
        .DEPTH      (7),
        .ADDR_WIDTH (3),
        .LATENCY    (1),
        .FILE       ({MEMORY_FOLDER, "shared_core__core0_parameters.mem"})
    ) u_parameters (
        .clk  (clk),
        .en   (en),
        .addr (issue_index),
        .q    (load_parameters)
    );

    // The read ports of the sums: gathering and sweeping share one
    wire [1:0] add_cell = add_word;
    wire [1:0] read_cell = load_valid ? load_word : add_word;
    wire read_en = 1'b1;
    wire [1:0] sweep_cell = read_cell;
    wire sweep_en = 1'b1;

    // Which population a group belongs to, when its state is read and when it is updated
    wire reads_pop_plain = (load_index <= 3'd1);
    wire is_pop_plain = (store_index <= 3'd1);
    wire reads_pop_tired = (load_index >= 3'd2 && load_index <= 3'd5);
    wire is_pop_tired = (store_index >= 3'd2 && store_index <= 3'd5);
    wire [UPDATES-1:0] spikes;
    wire [UPDATES*10-1:0] values;

    genvar update;
    genvar part;
    generate
        for (update = 0; update < UPDATES; update = update + 1) begin : g_update
            // The sums of the lanes that this datapath serves in turn
            wire [SHARE*5-1:0] sums;
            for (part = 0; part < SHARE; part = part + 1) begin : g_lane
                lane_accumulator #(
                    .SUM_WIDTH    (5),
                    .WEIGHT_WIDTH (3),
                    .CELL_WIDTH   (2),
                    .CELLS        (4),
                    .BANKS        (1),
                    .BLOCK        (0),
                    .FORWARD      (1)
                ) u_accumulator (
                    .clk          (clk),
                    .read_en      (read_en),
                    .read_cell    (read_cell),
                    .add_valid    (add_valid),
                    .add_cell     (add_cell),
                    .add_touched  (add_touched),
                    .recent       (recent),
                    .again        (again),
                    .add_weight_n (add_weights_n[(part*UPDATES + update)*3 +: 3]),
                    .sweep_en     (sweep_en),
                    .sweep_cell   (sweep_cell),
                    .sweep_sum    (sums[part*5 +: 5])
                );
            end

            wire [4:0] load_sum = sums[load_index[0:0]*5 +: 5];
            wire [13:0] load_state;
            wire [13:0] next_state;
            reg  [4:0] sum_q;
            reg  [13:0] state_q;
            wire [18-1:0] own_parameters = load_parameters[update*18 +: 18];
            reg  [9:0] parameters_q;

            sdp_ram #(
                .WIDTH      (14),
                .DEPTH      (7),
                .ADDR_WIDTH (3)
            ) u_states (
                .clk   (clk),
                .we    (store_valid && en),
                .waddr (store_index),
                .wdata (next_state),
                .re    (issue_valid && en),
                .raddr (issue_index),
                .rdata (load_state)
            );

            always @(posedge clk) begin
                if (en) begin
                    sum_q   <= load_touched ? load_sum : 5'd0;
                    state_q <= load_first ? reads_pop_plain ? {14'h0} : reads_pop_tired ? {4'd0,
                        {2'h0, own_parameters[17:10]}} : {4'd0, {10'h0}} : load_state;
                    parameters_q <= own_parameters[9:0];
                end
            end

            // plain
            wire [13:0] pop_plain_next;
            wire pop_plain_spike;

            shared_core__core0__plain u_pop_plain (
                .clk        (clk),
                .en         (en),
                .state      (state_q[13:0]),
                .sum        (sum_q[3:0]),
                .spike      (pop_plain_spike),
                .next_state (pop_plain_next)
            );

            // tired
            wire [9:0] pop_tired_next;
            wire pop_tired_spike;

            shared_core__core0__tired u_pop_tired (
                .clk        (clk),
                .en         (en),
                .state      (state_q[9:0]),
                .parameters (parameters_q[9:0]),
                .sum        (sum_q[4:0]),
                .spike      (pop_tired_spike),
                .next_state (pop_tired_next)
            );

            // sums
            wire [9:0] pop_sums_next;

            shared_core__core0__sums u_pop_sums (
                .clk        (clk),
                .en         (en),
                .state      (state_q[9:0]),
                .sum        (sum_q[4:0]),
                .next_state (pop_sums_next)
            );

            assign next_state = is_pop_plain ? pop_plain_next : is_pop_tired ? {4'd0,
                pop_tired_next} : {4'd0, pop_sums_next};
            wire spike = is_pop_plain ? pop_plain_spike : is_pop_tired ? pop_tired_spike : 1'b0;
            assign spikes[update] = spike;
            assign values[update*10 +: 10] = is_pop_plain ? 10'd0 : is_pop_tired ? {{8{1'b0}},
                pop_tired_next[9:8]} : pop_sums_next[9:0];
        end
    endgenerate

    // Lanes that hold a spiking neuron
    reg [UPDATES-1:0] spike_lanes;
    always @* begin
        case (store_index)
            3'd1: spike_lanes = 2'h1;
            3'd4: spike_lanes = 2'h1;
            3'd5: spike_lanes = 2'h0;
            3'd6: spike_lanes = 2'h0;
            default: spike_lanes = 2'h3;
        endcase
    end

    // Lanes that hold a neuron whose state is streamed
    reg [UPDATES-1:0] value_lanes;
    always @* begin
        case (store_index)
            3'd0: value_lanes = 2'h0;
            3'd1: value_lanes = 2'h0;
            3'd4: value_lanes = 2'h1;
            3'd5: value_lanes = 2'h0;
            default: value_lanes = 2'h3;
        endcase
    end

    wire m_ready;
    event_serialiser #(
        .LANES      (UPDATES),
        .LANE_WIDTH (1),
        .WORD_WIDTH (3),
        .PAYLOAD    (0),
        .PORT_WIDTH (1)
    ) u_m_serialiser (
        .clk       (clk),
        .rst       (rst),
        .s_valid   (store_valid && en),
        .s_ready   (m_ready),
        .s_events  (spikes & spike_lanes),
        .s_payload (1'b0),
        .s_word    (store_index),
        .s_last    (store_last),
        .s_user    (store_user),
        .m_tdata   (m_tdata),
        .m_tvalid  (m_tvalid),
        .m_tready  (m_tready),
        .m_tlast   (m_tlast),
        .m_tkeep   (m_tkeep),
        .m_tuser   (m_tuser)
    );

    wire v_ready;
    event_serialiser #(
        .LANES      (UPDATES),
        .LANE_WIDTH (1),
        .WORD_WIDTH (3),
        .PAYLOAD    (10),
        .PORT_WIDTH (20)
    ) u_v_serialiser (
        .clk       (clk),
        .rst       (rst),
        .s_valid   (store_valid && en),
        .s_ready   (v_ready),
        .s_events  (value_lanes),
        .s_payload (values),
        .s_word    (store_index),
        .s_last    (store_last),
        .s_user    (store_user),
        .m_tdata   (v_tdata),
        .m_tvalid  (v_tvalid),
        .m_tready  (v_tready),
        .m_tlast   (v_tlast),
        .m_tkeep   (v_tkeep),
        .m_tuser   (v_tuser)
    );

    // All stages of the sweep wait while the group in the last one cannot leave.
    assign en = !store_valid || (1'b1 && m_ready && v_ready);

    // Signals that this fold of the core has no use for
    wire unused = &{1'b0, fetch_valid, add_first, load_empty};
endmodule

`default_nettype wire
