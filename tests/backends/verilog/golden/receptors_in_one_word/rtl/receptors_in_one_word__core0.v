// Core core0 of network receptors_in_one_word: 2 lanes, 1 words of neurons
//
//   words    0 … 0    cells[0:1]
//   1 groups of 2 are updated, one per clock, in 1 stages.
//
// Synapse memory: 6 words of 2 weights, 3 bits each.
`default_nettype none

module receptors_in_one_word__core0 #(
    // Where the memory images are; ends in a slash
    parameter MEMORY_FOLDER = "./"
) (
    input  wire clk,
    input  wire rst,

    // Spikes in: the axon of each event
    input  wire [1:0] s_tdata,
    input  wire s_tvalid,
    output wire s_tready,
    input  wire s_tlast,
    input  wire s_tkeep,
    input  wire s_tuser,

    // State out: {value, group, lane} of each neuron
    output wire [12:0] v_tdata,
    output wire v_tvalid,
    input  wire v_tready,
    output wire v_tlast,
    output wire v_tkeep,
    output wire v_tuser,

    // High in the clock in which the last group of a step enters the pipeline
    output wire step_done
);
    localparam LANES   = 2;
    localparam UPDATES = 2;
    localparam SHARE   = 1;

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
    wire [2:0] row_base;
    wire [0:0] row_start;
    wire [1:0] row_length;

    row_fetch #(
        .AXON_WIDTH   (2),
        .ADDR_WIDTH   (3),
        .WORD_WIDTH   (1),
        .LENGTH_WIDTH (2),
        .BASE         (0),
        .START        (0),
        .LENGTH       (2)
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
    wire [2:0] fetch_addr;
    wire [0:0] locate_offset;
    wire locate_bank;
    wire [0:0] locate_receptor;
    wire [0:0] locate_word = 1'd0;
    wire add_valid;
    wire add_bank;
    wire [0:0] add_receptor;
    wire [0:0] add_word = 1'd0;
    wire recent;
    wire again;
    wire add_first;
    wire add_touched_0;
    wire add_touched_1;
    wire step_valid;
    wire step_user;
    wire step_empty;
    wire swept;
    wire fetch_valid;

    gather_sequencer #(
        .ADDR_WIDTH   (3),
        .WORD_WIDTH   (1),
        .LENGTH_WIDTH (2),
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
        .locate_word   (locate_receptor),
        .recent        (recent),
        .again         (again),
        .add_valid     (add_valid),
        .add_bank      (add_bank),
        .add_word      (add_receptor),
        .add_first     (add_first),
        .step_valid    (step_valid),
        .step_user     (step_user),
        .step_empty    (step_empty),
        .swept         (swept)
    );

    // The sums of each receptor are added to by themselves
    wire add_valid_0 = add_valid && add_receptor == 1'd0;
    wire add_valid_1 = add_valid && add_receptor == 1'd1;

    wire issue_valid;
    wire issue_bank;
    wire [0:0] issue_index;
    wire load_valid;
    wire load_bank;
    wire [0:0] load_index;
    wire load_first;
    wire load_empty;
    wire load_leave;
    wire load_touched_0;
    wire load_touched_1;
    wire store_valid;
    wire [0:0] store_index;
    wire store_last;
    wire store_user;

    sweep_sequencer #(
        .INDEX_WIDTH (1),
        .GROUPS      (1),
        .SHARE_WIDTH (0),
        .STAGES      (2),
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
    wire [0:0] issue_word = issue_index[0:0];
    wire [0:0] load_word = load_index[0:0];

    // Every row covers all words: the first of a step finds all sums untouched.
    assign ready      = 1'b1;
    assign add_touched_0  = !add_first;
    assign load_touched_0 = !load_empty;
    assign add_touched_1  = !add_first;
    assign load_touched_1 = !load_empty;

    // Synapse memory: the complements of the weights of one word, lane 0 lowest
    wire [LANES*3-1:0] add_weights_n;

    rom #(
        .WIDTH      (6),
        .DEPTH      (6),
        .ADDR_WIDTH (3),
        .LATENCY    (2),
        .FILE       ({MEMORY_FOLDER, "receptors_in_one_word__core0_weights.mem"})
    ) u_weights (
        .clk  (clk),
        .en   (1'b1),
        .addr (fetch_addr),
        .q    (add_weights_n[0 +: 6])
    );
    assign locate_offset = 1'd0;

    // The read ports of the sums: one for gathering and one for sweeping
    wire [0:0] add_cell = add_bank;
    wire [0:0] read_cell = add_bank;
    wire read_en = 1'b1;
    wire [0:0] sweep_cell = load_bank;
    wire sweep_en = 1'b1;
    wire [UPDATES*11-1:0] values;

    genvar update;
    genvar part;
    generate
        for (update = 0; update < UPDATES; update = update + 1) begin : g_update
            // The sums of the lanes that this datapath serves in turn
            wire [SHARE*4-1:0] sums_0;
            for (part = 0; part < SHARE; part = part + 1) begin : g_lane_0
                lane_accumulator #(
                    .SUM_WIDTH    (4),
                    .WEIGHT_WIDTH (3),
                    .CELL_WIDTH   (1),
                    .CELLS        (2),
                    .BANKS        (2),
                    .BLOCK        (0),
                    .FORWARD      (1)
                ) u_accumulator (
                    .clk          (clk),
                    .read_en      (read_en),
                    .read_cell    (read_cell),
                    .add_valid    (add_valid_0),
                    .add_cell     (add_cell),
                    .add_touched  (add_touched_0),
                    .recent       (recent),
                    .again        (again),
                    .add_weight_n (add_weights_n[(part*UPDATES + update)*3 +: 3]),
                    .sweep_en     (sweep_en),
                    .sweep_cell   (sweep_cell),
                    .sweep_sum    (sums_0[part*4 +: 4])
                );
            end
            wire [SHARE*3-1:0] sums_1;
            for (part = 0; part < SHARE; part = part + 1) begin : g_lane_1
                lane_accumulator #(
                    .SUM_WIDTH    (3),
                    .WEIGHT_WIDTH (3),
                    .CELL_WIDTH   (1),
                    .CELLS        (2),
                    .BANKS        (2),
                    .BLOCK        (0),
                    .FORWARD      (1)
                ) u_accumulator (
                    .clk          (clk),
                    .read_en      (read_en),
                    .read_cell    (read_cell),
                    .add_valid    (add_valid_1),
                    .add_cell     (add_cell),
                    .add_touched  (add_touched_1),
                    .recent       (recent),
                    .again        (again),
                    .add_weight_n (add_weights_n[(part*UPDATES + update)*3 +: 3]),
                    .sweep_en     (sweep_en),
                    .sweep_cell   (sweep_cell),
                    .sweep_sum    (sums_1[part*3 +: 3])
                );
            end

            wire [3:0] load_sum_0 = sums_0;
            wire [2:0] load_sum_1 = sums_1;
            wire [30:0] load_state;
            wire [30:0] next_state;
            reg  [3:0] sum_q_0;
            reg  [2:0] sum_q_1;
            reg  [30:0] state_q;

            sdp_ram #(
                .WIDTH      (31),
                .DEPTH      (1),
                .ADDR_WIDTH (1)
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
                    sum_q_0 <= load_touched_0 ? load_sum_0 : 4'd0;
                    sum_q_1 <= load_touched_1 ? load_sum_1 : 3'd0;
                    state_q <= load_first ? {10'h0, 10'h0, 11'h0} : load_state;
                end
            end

            // cells
            wire [30:0] pop_cells_next;
            wire pop_cells_spike;

            receptors_in_one_word__core0__cells u_pop_cells (
                .state      (state_q[30:0]),
                .sum        ({sum_q_1[2:0], sum_q_0[3:0]}),
                .spike      (pop_cells_spike),
                .next_state (pop_cells_next)
            );

            assign next_state = pop_cells_next;
            wire spike = pop_cells_spike;
            wire unused_spike = &{1'b0, spike};
            assign values[update*11 +: 11] = pop_cells_next[10:0];
        end
    endgenerate

    // Lanes that hold a neuron whose state is streamed
    reg [UPDATES-1:0] value_lanes;
    always @* begin
        case (store_index)
            default: value_lanes = 2'h3;
        endcase
    end

    wire v_ready;
    event_serialiser #(
        .LANES      (UPDATES),
        .LANE_WIDTH (1),
        .WORD_WIDTH (1),
        .PAYLOAD    (11),
        .PORT_WIDTH (22)
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
    assign en = !store_valid || (1'b1 && v_ready);

    // Signals that this fold of the core has no use for
    wire unused = &{1'b0, fetch_valid, locate_bank, locate_word, add_word, locate_receptor,
        issue_bank, issue_word, load_valid, load_word, load_leave};
endmodule

`default_nettype wire
