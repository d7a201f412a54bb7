// Sweeps all neurons once per step: one group of neurons per clock through the update pipeline.
//
// Stage 0 addresses states and sums, stage 1 has read them, the stages up to STAGES update the
// neurons; what the last one holds is stored and emitted. `en` low holds all stages, while the
// spikes of the last one cannot leave; it may be low only while xl_valid.
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

    output wire                   x0_valid,
    output wire                   x0_bank,
    output wire [INDEX_WIDTH-1:0] x0_index,

    // x1_first: the first sweep of a sample, of initial states; x1_leave: the last group of its
    // word leaves stage 1; x1_empty: the sums of this step were never written
    output wire                   x1_valid,
    output wire                   x1_bank,
    output wire [INDEX_WIDTH-1:0] x1_index,
    output wire                   x1_first,
    output wire                   x1_empty,
    output wire                   x1_leave,

    output wire                   xl_valid,
    output wire [INDEX_WIDTH-1:0] xl_index,
    output wire                   xl_last,
    output wire                   xl_user,

    // High in the clock in which a sweep gives its bank of sums back
    output wire                   swept,

    // High in the clock in which the last group of a sweep leaves stage 0
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

    // Stage 0
    reg                   valid_q;
    reg                   user_q;
    reg                   empty_q;
    reg                   first_q;
    reg                   bank_q;
    reg [INDEX_WIDTH-1:0] index_q;

    // Stages 1 to STAGES, the first lowest
    reg [STAGES-1:0]             valid_s_q;
    reg [STAGES-1:0]             last_s_q;
    reg [STAGES-1:0]             user_s_q;
    reg [STAGES*INDEX_WIDTH-1:0] index_s_q;
    reg                          first_1_q;
    reg                          empty_1_q;
    reg                          bank_1_q;

    wire last     = index_q == FINAL[INDEX_WIDTH-1:0];
    wire leave    = valid_q && last && en;
    wire settling = SHORT != 0 && (valid_q || |valid_s_q);
    wire start    = (step_valid || waiting_q) && (!valid_q || leave) && !settling;

    assign step_done = leave;
    assign x0_valid  = valid_q;
    assign x0_bank   = bank_q;
    assign x0_index  = index_q;

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
            valid_s_q <= {valid_s_q[STAGES-2:0], valid_q};
            last_s_q  <= {last_s_q[STAGES-2:0], last};
            user_s_q  <= {user_s_q[STAGES-2:0], user_q};
            index_s_q <= {index_s_q[(STAGES-1)*INDEX_WIDTH-1:0], index_q};
            first_1_q <= first_q;
            empty_1_q <= empty_q;
            bank_1_q  <= bank_q;
        end
        if (rst) begin
            valid_s_q <= {STAGES{1'b0}};
        end
    end

    assign x1_valid = valid_s_q[0];
    assign x1_bank  = bank_1_q;
    assign x1_index = index_s_q[INDEX_WIDTH-1:0];
    assign x1_first = first_1_q;
    assign x1_empty = empty_1_q;
    assign xl_valid = valid_s_q[STAGES-1];
    assign xl_index = index_s_q[(STAGES-1)*INDEX_WIDTH +: INDEX_WIDTH];
    assign xl_last  = last_s_q[STAGES-1];
    assign xl_user  = user_s_q[STAGES-1];
    assign swept    = SHORT != 0 ? xl_valid && xl_last && en : valid_s_q[0] && last_s_q[0] && en;

    generate
        if (SHARE_WIDTH > 0) begin : g_shared
            assign x1_leave = valid_s_q[0] && en && (last_s_q[0] || &index_s_q[SHARE_WIDTH-1:0]);
        end else begin : g_own
            assign x1_leave = valid_s_q[0] && en;
        end
    endgenerate
endmodule

`default_nettype wire
