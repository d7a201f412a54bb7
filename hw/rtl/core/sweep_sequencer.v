// Sweeps all neurons once per step: one group of neurons per clock through the update pipeline.
//
// Stage 0, `issue`, addresses states and sums; stage 1, `load`, has read them; the stages up to
// STAGES update the neurons; what the last one, `store`, holds is stored and emitted. `en` low
// holds all stages, while the spikes of the last one cannot leave; it may be low only while
// store_valid.
//
// One closed step may wait for the sweep ahead. A sweep of so few groups that it would read
// states which the sweep ahead has not stored waits until the pipeline is empty; `swept` then
// comes as late, so that never two steps wait. The step that takes the bank of a swept one closes
// two clocks after `swept` at the earliest; gather_sequencer needs four.
`default_nettype none

module sweep_sequencer #(
    // Bits of a group's index; number of groups
    parameter INDEX_WIDTH = 6,
    parameter GROUPS = 64,
    // Groups that share a word of sums: 1 << SHARE_WIDTH
    parameter SHARE_WIDTH = 0,
    // The number of the last stage, 2 or more
    parameter STAGES = 2,
    // Banks of sums, 1 or 2
    parameter BANKS = 2
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire                   en,

    input  wire                   step_valid,
    input  wire                   step_user,
    input  wire                   step_empty,

    output wire                   issue_valid,
    output wire                   issue_bank,
    output wire [INDEX_WIDTH-1:0] issue_index,

    // load_first: the first sweep of a sample, of initial states; load_leave: the last group of its
    // word leaves the stage; load_empty: the sums of this step were never written
    output wire                   load_valid,
    output wire                   load_bank,
    output wire [INDEX_WIDTH-1:0] load_index,
    output wire                   load_first,
    output wire                   load_empty,
    output wire                   load_leave,

    output wire                   store_valid,
    output wire [INDEX_WIDTH-1:0] store_index,
    output wire                   store_last,
    output wire                   store_user,

    // High in the clock in which a sweep gives its bank of sums back
    output wire                   swept,

    // High in the clock in which the last group of a sweep leaves stage issue
    output wire                   step_done
);
    initial begin
        if (GROUPS < 1 || (GROUPS - 1) >> INDEX_WIDTH != 0 || SHARE_WIDTH > INDEX_WIDTH
            || STAGES < 2 || (BANKS != 1 && BANKS != 2)) begin
            $display("error: sweep_sequencer: a width, STAGES or BANKS makes no sense in %m");
            $finish;
        end
    end

    localparam [INDEX_WIDTH-1:0] INDEX_0 = 0;
    localparam [INDEX_WIDTH-1:0] INDEX_1 = 1;
    localparam [31:0]            FINAL   = GROUPS - 1;
    localparam                   SHORT   = GROUPS <= STAGES ? 1 : 0;

    // The step that waits for the sweep ahead
    reg                   waiting_q;
    reg                   waiting_user_q;
    reg                   waiting_empty_q;

    // Stage issue
    reg                   valid_q;
    reg                   user_q;
    reg                   empty_q;
    reg                   first_q;
    reg                   bank_q;
    reg [INDEX_WIDTH-1:0] index_q;

    // Stages load to store, the first lowest
    reg [STAGES-1:0]             valid_stages_q;
    reg [STAGES-1:0]             last_stages_q;
    reg [STAGES-1:0]             user_stages_q;
    reg [STAGES*INDEX_WIDTH-1:0] index_stages_q;

    // Stage load only
    reg                          load_first_q;
    reg                          load_empty_q;
    reg                          load_bank_q;
    wire                         load_last = last_stages_q[0];

    wire last     = index_q == FINAL[INDEX_WIDTH-1:0];
    wire leave    = valid_q && last && en;
    wire settling = SHORT != 0 && (valid_q || |valid_stages_q);
    wire start    = (step_valid || waiting_q) && (!valid_q || leave) && !settling;

    assign step_done   = leave;
    assign issue_valid = valid_q;
    assign issue_bank  = bank_q;
    assign issue_index = index_q;

    always @(posedge clk) begin
        if (step_valid) begin
            waiting_user_q  <= step_user;
            waiting_empty_q <= step_empty;
        end
        waiting_q <= (step_valid || waiting_q) && !start;
        if (start) begin
            valid_q <= 1'b1;
            user_q  <= waiting_q ? waiting_user_q : step_user;
            empty_q <= waiting_q ? waiting_empty_q : step_empty;
            index_q <= INDEX_0;
        end else if (valid_q && en) begin
            valid_q <= !last;
            index_q <= index_q + INDEX_1;
        end
        if (leave) begin
            first_q <= user_q;
            if (BANKS == 2) begin
                bank_q <= !bank_q;
            end
        end
        if (rst) begin
            waiting_q <= 1'b0;
            valid_q   <= 1'b0;
            first_q   <= 1'b1;
            bank_q    <= 1'b0;
        end
    end

    always @(posedge clk) begin
        if (en) begin
            valid_stages_q <= {valid_stages_q[STAGES-2:0], valid_q};
            last_stages_q  <= {last_stages_q[STAGES-2:0], last};
            user_stages_q  <= {user_stages_q[STAGES-2:0], user_q};
            index_stages_q <= {index_stages_q[(STAGES-1)*INDEX_WIDTH-1:0], index_q};
            load_first_q   <= first_q;
            load_empty_q   <= empty_q;
            load_bank_q    <= bank_q;
        end
        if (rst) begin
            valid_stages_q <= {STAGES{1'b0}};
        end
    end

    assign load_valid  = valid_stages_q[0];
    assign load_bank   = load_bank_q;
    assign load_index  = index_stages_q[INDEX_WIDTH-1:0];
    assign load_first  = load_first_q;
    assign load_empty  = load_empty_q;
    assign store_valid = valid_stages_q[STAGES-1];
    assign store_index = index_stages_q[(STAGES-1)*INDEX_WIDTH +: INDEX_WIDTH];
    assign store_last  = last_stages_q[STAGES-1];
    assign store_user  = user_stages_q[STAGES-1];
    assign swept = en && (SHORT != 0 ? store_valid && store_last : load_valid && load_last);

    generate
        if (SHARE_WIDTH > 0) begin : g_shared
            assign load_leave = load_valid && en && (load_last || &load_index[SHARE_WIDTH-1:0]);
        end else begin : g_own
            assign load_leave = load_valid && en;
        end
    endgenerate
endmodule

`default_nettype wire
