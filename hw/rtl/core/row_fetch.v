// Turns an arriving spike into a row of synapse memory: where it starts, which word of neurons
// it starts at, and how many words it has.
//
// TABLE = 1: every axon has an entry in a memory, and the row is there two clocks after the beat
// was accepted. TABLE = 0: all rows have one length and follow each other, so that the row is
// computed, one clock after the beat. Either way a beat is accepted in every clock if rows are
// taken in every clock, and rows come from registers.
`default_nettype none

module row_fetch #(
    // Bits of an axon, of a synapse memory address, of a neuron word, of a row length
    parameter AXON_WIDTH = 8,
    parameter ADDR_WIDTH = 10,
    parameter WORD_WIDTH = 4,
    parameter LENGTH_WIDTH = 5,
    // Bits that travel with a beat to its row: tuser, and where events have numbers {number, tuser}
    parameter USER_WIDTH = 1,
    // 1: rows from a table with AXONS entries {length, start, base} in FILE
    parameter TABLE = 0,
    parameter AXONS = 256,
    parameter FILE = "",
    // 0: base = BASE + axon * LENGTH, with START and LENGTH for every row
    parameter BASE = 0,
    parameter START = 0,
    parameter LENGTH = 1
) (
    input  wire                    clk,
    input  wire                    rst,

    input  wire [AXON_WIDTH-1:0]   s_tdata,
    input  wire                    s_tvalid,
    output wire                    s_tready,
    input  wire                    s_tlast,
    input  wire                    s_tkeep,
    input  wire [USER_WIDTH-1:0]   s_tuser,

    // The row; row_take accepts it. row_event: it has words; row_last: it closes the packet
    output wire                    row_valid,
    input  wire                    row_take,
    output wire                    row_event,
    output wire                    row_last,
    output wire [USER_WIDTH-1:0]   row_user,
    output wire [ADDR_WIDTH-1:0]   row_base,
    output wire [WORD_WIDTH-1:0]   row_start,
    output wire [LENGTH_WIDTH-1:0] row_length
);
    initial begin
        if (USER_WIDTH < 1 || (TABLE != 0 ? (AXONS - 1) >> AXON_WIDTH != 0
                                          : LENGTH < 1 || LENGTH >> LENGTH_WIDTH != 0)) begin
            $display("error: row_fetch: a width is too small, or LENGTH 0 in %m");
            $finish;
        end
    end

    reg                    valid_q;
    reg                    event_q;
    reg                    last_q;
    reg [USER_WIDTH-1:0]   user_q;
    reg [ADDR_WIDTH-1:0]   base_q;

    // What the row registers are loaded with, when they are free
    wire                   next_valid;
    wire                   next_event;
    wire                   next_last;
    wire [USER_WIDTH-1:0]  next_user;
    wire [ADDR_WIDTH-1:0]  next_base;
    wire                   free = !valid_q || row_take;

    assign row_valid = valid_q;
    assign row_event = event_q;
    assign row_last  = last_q;
    assign row_user  = user_q;
    assign row_base  = base_q;

    always @(posedge clk) begin
        if (free) begin
            valid_q <= next_valid;
            event_q <= next_event;
            last_q  <= next_last;
            user_q  <= next_user;
            base_q  <= next_base;
        end
        if (rst) begin
            valid_q <= 1'b0;
        end
    end

    generate
        if (TABLE != 0) begin : g_table
            localparam [LENGTH_WIDTH-1:0] EMPTY = 0;
            reg                     read_valid_q;
            reg                     read_keep_q;
            reg                     read_last_q;
            reg  [USER_WIDTH-1:0]   read_user_q;
            reg  [WORD_WIDTH-1:0]   start_q;
            reg  [LENGTH_WIDTH-1:0] length_q;
            wire [WORD_WIDTH-1:0]   next_start;
            wire [LENGTH_WIDTH-1:0] next_length;
            wire                    accept = s_tvalid && s_tready;

            rom #(
                .WIDTH      (LENGTH_WIDTH + WORD_WIDTH + ADDR_WIDTH),
                .DEPTH      (AXONS),
                .ADDR_WIDTH (AXON_WIDTH),
                .LATENCY    (1),
                .FILE       (FILE)
            ) u_table (
                .clk  (clk),
                .en   (accept),
                .addr (s_tdata),
                .q    ({next_length, next_start, next_base})
            );

            assign s_tready   = !read_valid_q || free;
            assign next_valid = read_valid_q;
            assign next_event = read_keep_q && next_length != EMPTY;
            assign next_last  = read_last_q;
            assign next_user  = read_user_q;
            assign row_start  = start_q;
            assign row_length = length_q;

            always @(posedge clk) begin
                if (s_tready) begin
                    read_valid_q <= s_tvalid;
                    read_keep_q  <= s_tkeep;
                    read_last_q  <= s_tlast;
                    read_user_q  <= s_tuser;
                end
                if (free) begin
                    start_q  <= next_start;
                    length_q <= next_length;
                end
                if (rst) begin
                    read_valid_q <= 1'b0;
                end
            end
        end else begin : g_computed
            localparam integer PRODUCT = AXON_WIDTH + LENGTH_WIDTH;
            localparam [31:0]             LENGTH_BITS = LENGTH;
            localparam [31:0]             BASE_BITS   = BASE;
            localparam [31:0]             START_BITS  = START;
            localparam [LENGTH_WIDTH-1:0] WORDS       = LENGTH_BITS[LENGTH_WIDTH-1:0];
            localparam [ADDR_WIDTH-1:0]   FIRST       = BASE_BITS[ADDR_WIDTH-1:0];
            wire [PRODUCT-1:0] axon    = {{LENGTH_WIDTH{1'b0}}, s_tdata};
            wire [PRODUCT-1:0] skipped = times_length(axon);

            // One addition per set bit of LENGTH: nothing at all for powers of two.
            function [PRODUCT-1:0] times_length;
                input [PRODUCT-1:0] value;
                integer k;
                begin
                    times_length = {PRODUCT{1'b0}};
                    for (k = 0; k < LENGTH_WIDTH; k = k + 1) begin
                        if (WORDS[k]) begin
                            times_length = times_length + (value << k);
                        end
                    end
                end
            endfunction

            if (PRODUCT >= ADDR_WIDTH) begin : g_narrow
                assign next_base = FIRST + skipped[ADDR_WIDTH-1:0];
                if (PRODUCT > ADDR_WIDTH) begin : g_cut
                    wire unused = &{1'b0, skipped[PRODUCT-1:ADDR_WIDTH]};
                end
            end else begin : g_wide
                assign next_base = FIRST + {{(ADDR_WIDTH - PRODUCT){1'b0}}, skipped};
            end
            assign s_tready   = free;
            assign next_valid = s_tvalid;
            assign next_event = s_tkeep;
            assign next_last  = s_tlast;
            assign next_user  = s_tuser;
            assign row_start  = START_BITS[WORD_WIDTH-1:0];
            assign row_length = WORDS;
        end
    endgenerate
endmodule

`default_nettype wire
