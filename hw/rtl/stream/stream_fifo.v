// First-in first-out queue of a packet stream, in block RAM where it is deep.
//
// Holds DEPTH beats and one more in its output register. A beat that enters an empty queue
// appears two clocks later; full throughput (half at DEPTH = 1). A full queue stalls its source:
// nothing is lost.
`default_nettype none

module stream_fifo #(
    // Bits of tdata
    parameter WIDTH = 8,
    // Beats in memory
    parameter DEPTH = 16,
    // Address bits, enough for DEPTH beats
    parameter ADDR_WIDTH = 4
) (
    input  wire             clk,
    input  wire             rst,

    input  wire [WIDTH-1:0] s_tdata,
    input  wire             s_tvalid,
    output wire             s_tready,
    input  wire             s_tlast,
    input  wire             s_tkeep,
    input  wire             s_tuser,

    output wire [WIDTH-1:0] m_tdata,
    output wire             m_tvalid,
    input  wire             m_tready,
    output wire             m_tlast,
    output wire             m_tkeep,
    output wire             m_tuser
);
    initial begin
        if (DEPTH < 1 || (DEPTH - 1) >> ADDR_WIDTH != 0) begin
            $display("error: stream_fifo: ADDR_WIDTH does not address DEPTH beats in %m");
            $finish;
        end
    end

    localparam [31:0]           SIZE = DEPTH;
    localparam [ADDR_WIDTH:0]   FULL = SIZE[ADDR_WIDTH:0];
    localparam [ADDR_WIDTH:0]   NONE = 0;
    localparam [ADDR_WIDTH:0]   ONE  = 1;
    localparam [31:0]           TOP  = DEPTH - 1;
    localparam [ADDR_WIDTH-1:0] LAST = TOP[ADDR_WIDTH-1:0];
    localparam [ADDR_WIDTH-1:0] ZERO = 0;
    localparam [ADDR_WIDTH-1:0] NEXT = 1;

    reg [ADDR_WIDTH-1:0] write_q;
    reg [ADDR_WIDTH-1:0] read_q;
    reg [ADDR_WIDTH:0]   count_q;
    reg                  valid_q;

    wire push = s_tvalid && s_tready;
    wire pop  = count_q != NONE && (!valid_q || m_tready);

    assign s_tready = count_q != FULL;
    assign m_tvalid = valid_q;

    // A read never meets a write: they share an address only when the queue is empty (no read)
    // or full (no write).
    sdp_ram #(
        .WIDTH      (WIDTH + 3),
        .DEPTH      (DEPTH),
        .ADDR_WIDTH (ADDR_WIDTH)
    ) u_ram (
        .clk   (clk),
        .we    (push),
        .waddr (write_q),
        .wdata ({s_tuser, s_tkeep, s_tlast, s_tdata}),
        .re    (pop),
        .raddr (read_q),
        .rdata ({m_tuser, m_tkeep, m_tlast, m_tdata})
    );

    always @(posedge clk) begin
        if (push) begin
            write_q <= write_q == LAST ? ZERO : write_q + NEXT;
        end
        if (pop) begin
            read_q <= read_q == LAST ? ZERO : read_q + NEXT;
        end
        if (push && !pop) begin
            count_q <= count_q + ONE;
        end else if (pop && !push) begin
            count_q <= count_q - ONE;
        end
        valid_q <= pop || (valid_q && !m_tready);
        if (rst) begin
            write_q <= ZERO;
            read_q  <= ZERO;
            count_q <= NONE;
            valid_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
