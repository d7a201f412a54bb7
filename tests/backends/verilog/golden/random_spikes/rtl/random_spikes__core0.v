// Core core0 of network random_spikes: 2 lanes, 2 words of neurons
//
//   words    0 … 1    free[0:2]
//   3 groups of 1 are updated, one per clock, in 2 stages.
//
// Synapse memory: 1 words of 2 weights, 2 bits each.
`default_nettype none

module random_spikes__core0 #(
    // Where the memory images are; ends in a slash
    parameter MEMORY_FOLDER = "./"
) (
    input  wire clk,
    input  wire rst,

    // Spikes in: the axon of each event
    input  wire [0:0] s_tdata,
    input  wire s_tvalid,
    output wire s_tready,
    input  wire s_tlast,
    input  wire s_tkeep,
    input  wire s_tuser,

    // Spikes out: {group, lane} of each neuron
    output wire [1:0] m_tdata,
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

    wire [0:0] in_tdata;
    wire in_tvalid;
    wire in_tready;
    wire in_tlast;
    wire in_tkeep;
    wire in_tuser;

    skid_buffer #(
        .WIDTH (1)
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
    wire [0:0] row_base;
    wire [0:0] row_start;
    wire [0:0] row_length;

    row_fetch #(
        .AXON_WIDTH   (1),
        .ADDR_WIDTH   (1),
        .WORD_WIDTH   (1),
        .LENGTH_WIDTH (1),
        .TABLE        (1),
        .AXONS        (1),
        .FILE         ({MEMORY_FOLDER, "random_spikes__core0_rows.mem"})
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
    wire [0:0] fetch_addr;
    wire [0:0] locate_offset;
    wire locate_bank;
    wire [0:0] locate_word;
    wire add_valid;
    wire add_bank;
    wire [0:0] add_word;
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
        .ADDR_WIDTH   (1),
        .WORD_WIDTH   (1),
        .LENGTH_WIDTH (1),
        .BANKS        (2),
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
    wire [1:0] issue_index;
    wire load_valid;
    wire load_bank;
    wire [1:0] load_index;
    wire load_first;
    wire load_empty;
    wire load_leave;
    wire load_touched;
    wire store_valid;
    wire [1:0] store_index;
    wire store_last;
    wire store_user;

    sweep_sequencer #(
        .INDEX_WIDTH (2),
        .GROUPS      (3),
        .SHARE_WIDTH (1),
        .STAGES      (3),
        .BANKS       (2)
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
    wire [0:0] issue_word = issue_index[1:1];
    wire [0:0] load_word = load_index[1:1];

    word_tags #(
        .WORD_WIDTH (1),
        .WORDS      (2),
        .BANKS      (2),
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
    wire [LANES*2-1:0] add_weights_n;

    rom #(
        .WIDTH      (4),
        .DEPTH      (1),
        .ADDR_WIDTH (1),
        .LATENCY    (2),
        .FILE       ({MEMORY_FOLDER, "random_spikes__core0_weights.mem"})
    ) u_weights (
        .clk  (clk),
        .en   (1'b1),
        .addr (fetch_addr),
        .q    (add_weights_n[0 +: 4])
    );
    assign locate_offset = 1'd0;

    // Parameters and initial values that differ between neurons
    wire [UPDATES*32-1:0] load_parameters;

    rom #(
        .WIDTH      (UPDATES * 32),
        .DEPTH      (3),
        .ADDR_WIDTH (2),
        .LATENCY    (1),
        .FILE       ({MEMORY_FOLDER, "random_spikes__core0_parameters.mem"})
    ) u_parameters (
        .clk  (clk),
        .en   (en),
        .addr (issue_index),
        .q    (load_parameters)
    );

    // The read ports of the sums: one for gathering and one for sweeping
    wire [1:0] add_cell = {add_bank, add_word};
    wire [1:0] read_cell = {add_bank, add_word};
    wire read_en = 1'b1;
    wire [1:0] sweep_cell = {load_bank, load_word};
    wire sweep_en = 1'b1;
    wire [UPDATES-1:0] spikes;

    genvar update;
    genvar part;
    generate
        for (update = 0; update < UPDATES; update = update + 1) begin : g_update
            // The sums of the lanes that this datapath serves in turn
            wire [SHARE*2-1:0] sums;
            for (part = 0; part < SHARE; part = part + 1) begin : g_lane
                lane_accumulator #(
                    .SUM_WIDTH    (2),
                    .WEIGHT_WIDTH (2),
                    .CELL_WIDTH   (2),
                    .CELLS        (4),
                    .BANKS        (2),
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
                    .add_weight_n (add_weights_n[(part*UPDATES + update)*2 +: 2]),
                    .sweep_en     (sweep_en),
                    .sweep_cell   (sweep_cell),
                    .sweep_sum    (sums[part*2 +: 2])
                );
            end

            wire [1:0] load_sum = sums[load_index[0:0]*2 +: 2];
            wire [41:0] load_state;
            wire [41:0] next_state;
            reg  [1:0] sum_q;
            reg  [41:0] state_q;
            wire [32-1:0] own_parameters = load_parameters[update*32 +: 32];

            sdp_ram #(
                .WIDTH      (42),
                .DEPTH      (3),
                .ADDR_WIDTH (2)
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
                    sum_q   <= load_touched ? load_sum : 2'd0;
                    state_q <= load_first ? {own_parameters[31:0], 10'h0} : load_state;
                end
            end

            // free
            wire [41:0] pop_free_next;
            wire pop_free_spike;

            random_spikes__core0__free u_pop_free (
                .clk        (clk),
                .en         (en),
                .state      (state_q[41:0]),
                .sum        (sum_q[0:0]),
                .spike      (pop_free_spike),
                .next_state (pop_free_next)
            );

            assign next_state = pop_free_next;
            wire spike = pop_free_spike;
            assign spikes[update] = spike;
            wire unused_bits = &{1'b0, sum_q[1:1]};
        end
    endgenerate

    // Lanes that hold a spiking neuron
    reg [UPDATES-1:0] spike_lanes;
    always @* begin
        case (store_index)
            default: spike_lanes = 1'h1;
        endcase
    end

    wire m_ready;
    event_serialiser #(
        .LANES      (UPDATES),
        .LANE_WIDTH (0),
        .WORD_WIDTH (2),
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

    // All stages of the sweep wait while the group in the last one cannot leave.
    assign en = !store_valid || (1'b1 && m_ready);

    // Signals that this fold of the core has no use for
    wire unused = &{1'b0, fetch_valid, add_first, load_empty};
endmodule

`default_nettype wire
