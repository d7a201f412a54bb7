// Two-place buffer that registers valid, data and ready of a packet stream.
//
// Full throughput; a beat appears one clock after it was accepted.
`default_nettype none

module skid_buffer #(
    // Bits of tdata
    parameter WIDTH = 8
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
        if (WIDTH < 1) begin
            $display("error: skid_buffer: WIDTH must be positive in %m");
            $finish;
        end
    end

    reg             main_valid_q;
    reg             spare_valid_q;
    reg [WIDTH+2:0] main_q;
    reg [WIDTH+2:0] spare_q;

    wire [WIDTH+2:0] in    = {s_tuser, s_tkeep, s_tlast, s_tdata};
    wire             taken = main_valid_q && m_tready;
    wire             given = s_tvalid && s_tready;

    assign s_tready = !spare_valid_q;
    assign m_tvalid = main_valid_q;
    assign {m_tuser, m_tkeep, m_tlast, m_tdata} = main_q;

    always @(posedge clk) begin
        if (taken || !main_valid_q) begin
            main_q        <= spare_valid_q ? spare_q : in;
            main_valid_q  <= spare_valid_q || given;
            spare_valid_q <= 1'b0;
        end else if (given) begin
            spare_q       <= in;
            spare_valid_q <= 1'b1;
        end
        if (rst) begin
            main_valid_q  <= 1'b0;
            spare_valid_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
